/* Running the program itself, as a user would, and looking at what it left behind. */
#ifndef BP_TESTS_CLI_PROGRAM_H
#define BP_TESTS_CLI_PROGRAM_H

#include "tests/geo/files.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { MOST_ARGUMENTS = 40, LONGEST_TEXT = 8192 };

/* How a call of the program ended; texts to be freed by free_result(). */
typedef struct program_result {
    int status; /* exit status; -N: killed by signal N */
    char *out, *err;
} program_result;

/* What is out of the ordinary about a call. */
typedef struct program_setting {
    rlim_t file_bytes;       /* largest file that it may write; 0: no limit */
    const char *stdout_path; /* where stdout goes; NULL: where the test can read it */
    bool stdout_closed;
} program_setting;

static inline void free_result(program_result *result)
{
    free(result->out);
    free(result->err);
    *result = (program_result){0, NULL, NULL};
}

static inline const char *program_path(void)
{
    const char *path = getenv("BRANDPUNT_PROGRAM");
    ck_assert_msg(path != NULL, "BRANDPUNT_PROGRAM is not set: run the tests through ctest");
    return path;
}

static inline void redirect(const char *path, int descriptor)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, descriptor) < 0)
        _exit(99);
    close(file);
}

/* Start it with arguments[] (ended by NULL, without the program's own name); the child's number. */
static inline pid_t start_program(const char *const *arguments, const program_setting *setting)
{
    const program_setting plain = {0, NULL, false};
    const char *out = at("stdout.txt"), *err = at("stderr.txt"), *list[MOST_ARGUMENTS + 2] = {program_path()};
    if (!setting)
        setting = &plain;
    for (int i = 0; arguments[i]; i++) {
        ck_assert_int_lt(i, MOST_ARGUMENTS);
        list[i + 1] = arguments[i];
    }
    fflush(NULL);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child > 0)
        return child;
    redirect(out, STDOUT_FILENO);
    redirect(err, STDERR_FILENO);
    if (setting->stdout_path)
        redirect(setting->stdout_path, STDOUT_FILENO);
    if (setting->stdout_closed)
        close(STDOUT_FILENO);
    if (setting->file_bytes > 0)
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){setting->file_bytes, setting->file_bytes});
    execv(list[0], (char **)list);
    _exit(99);
}

static inline program_result finish_program(pid_t child)
{
    program_result result = {0, NULL, NULL};
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        ck_assert_int_eq(errno, EINTR);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    result.out = get_file(at("stdout.txt"), NULL);
    result.err = get_file(at("stderr.txt"), NULL);
    return result;
}

static inline program_result call_program(const char *const *arguments, const program_setting *setting)
{
    return finish_program(start_program(arguments, setting));
}

/* The text with every mention of the scratch folder and the slash after it taken out. Good until the next
 * call. */
static inline const char *without_scratch(const char *text)
{
    static char shown[LONGEST_TEXT];
    size_t n = 0, prefix = strlen(scratch);
    while (*text && n < sizeof shown - 1) {
        if (strncmp(text, scratch, prefix) == 0 && text[prefix] == '/')
            text += prefix + 1;
        else
            shown[n++] = *text++;
    }
    shown[n] = '\0';
    return shown;
}

/* It ended with this status and printed exactly this on stderr, paths within the scratch folder. */
static inline void ck_ended(const program_result *result, int status, const char *err)
{
    ck_assert_str_eq(without_scratch(result->err), err);
    ck_assert_int_eq(result->status, status);
}

/* Names in a folder, sorted, to be freed with free_names(). */
static inline char **list_folder(const char *path, int *n)
{
    char **names = NULL;
    DIR *directory = opendir(path);
    struct dirent *entry;
    *n = 0;
    while (directory && (entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        names = (char **)realloc(names, (size_t)(*n + 1) * sizeof *names);
        int i = (*n)++;
        for (; i > 0 && strcmp(names[i - 1], entry->d_name) > 0; i--)
            names[i] = names[i - 1];
        names[i] = bp_text_copy(entry->d_name);
    }
    if (directory)
        closedir(directory);
    return names;
}

static inline void free_names(char **names, int n)
{
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* Replace the first `from` in a file. */
static inline void change_file(const char *name, const char *from, const char *to)
{
    char *text = get_file(at(name), NULL), *found = strstr(text, from);
    ck_assert_msg(found != NULL, "%s has no '%s'", name, from);
    char *changed = bp_text_format("%.*s%s%s", (int)(found - text), text, to, found + strlen(from));
    put_file(at(name), changed);
    free(changed);
    free(text);
}

/* Nothing in the scratch folder looks like an output that was begun, or like one moved aside. */
static inline void ck_nothing_left(void)
{
    int n = 0;
    char **names = list_folder(scratch, &n);
    for (int i = 0; i < n; i++) {
        ck_assert_msg(strstr(names[i], ".partial") == NULL, "%s was left behind", names[i]);
        ck_assert_msg(strstr(names[i], ".old") == NULL, "%s was left behind", names[i]);
    }
    free_names(names, n);
}

/* A folder's files as they stood, to hold it against later. */
typedef struct folder_image {
    int n;
    char **names;
    char **bytes;
    size_t *sizes;
} folder_image;

static inline folder_image take_image(const char *path)
{
    folder_image image = {0, NULL, NULL, NULL};
    image.names = list_folder(path, &image.n);
    image.bytes = (char **)calloc((size_t)image.n + 1, sizeof *image.bytes);
    image.sizes = (size_t *)calloc((size_t)image.n + 1, sizeof *image.sizes);
    for (int i = 0; i < image.n; i++) {
        char *file = bp_text_format("%s/%s", path, image.names[i]);
        image.bytes[i] = get_file(file, &image.sizes[i]);
        free(file);
    }
    return image;
}

static inline void free_image(folder_image *image)
{
    free_names(image->bytes, image->n);
    free_names(image->names, image->n);
    free(image->sizes);
}

static inline json_t *read_json(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(root != NULL, "%s:%d: %s", path, error.line, error.text);
    return root;
}

/* The value at "a.b.3.c"; fails where there is none. Lent. */
static inline json_t *json_at(json_t *root, const char *path)
{
    char key[64];
    json_t *value = root;
    for (const char *rest = path; *rest;) {
        size_t n = strcspn(rest, ".");
        snprintf(key, sizeof key, "%.*s", (int)n, rest);
        value = json_is_array(value) ? json_array_get(value, (size_t)strtoul(key, NULL, 10))
                                     : json_object_get(value, key);
        ck_assert_msg(value != NULL, "nothing at %s of %s", key, path);
        rest += n + (rest[n] == '.');
    }
    return value;
}

static inline void ck_json_number(json_t *root, const char *path, double expected)
{
    json_t *value = json_at(root, path);
    ck_assert_msg(json_is_number(value) && fabs(json_number_value(value) - expected) < 1e-9,
                  "%s is %.12g, expected %.12g", path, json_number_value(value), expected);
}

static inline void ck_json_text(json_t *root, const char *path, const char *expected)
{
    ck_assert_str_eq(json_string_value(json_at(root, path)), expected);
}

/* run.json without what may differ between two runs; with `forget_inputs`, without the digests of the inputs
 * either. */
static inline char *comparable_json(const char *bytes, bool forget_inputs)
{
    json_error_t error;
    json_t *root = json_loads(bytes, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(root != NULL, "run.json:%d: %s", error.line, error.text);
    ck_assert_int_eq(json_object_del(root, "timings"), 0);
    for (size_t i = 0; forget_inputs && i < json_array_size(json_object_get(root, "inputs")); i++)
        json_object_del(json_array_get(json_object_get(root, "inputs"), i), "sha256");
    char *text = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    return text;
}

/* Two texts too long for a message are the same; shows where they part when they are not. */
static inline void ck_same_long_text(const char *what, const char *a, const char *b)
{
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    size_t from = n > 60 ? n - 60 : 0;
    ck_assert_msg(a[n] == b[n], "%s: '%.160s' against '%.160s'", what, a + from, b + from);
}

/* A copy without the digests of inputs, which are 64 hexadecimal digits each. */
static inline char *without_digests(const char *bytes, size_t n)
{
    enum { DIGITS = 64 };
    char *copy = (char *)malloc(n + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, n);
    copy[n] = '\0';
    for (size_t i = 0, run = 0; i < n; i++) {
        run = strchr("0123456789abcdef", copy[i]) && copy[i] ? run + 1 : 0;
        if (run == DIGITS)
            memset(copy + i + 1 - DIGITS, '-', DIGITS);
    }
    return copy;
}

static inline void ck_same_file(const folder_image *a, const folder_image *b, int i, bool forget_inputs)
{
    ck_assert_str_eq(a->names[i], b->names[i]);
    if (strcmp(a->names[i], "run.json") == 0) {
        char *one = comparable_json(a->bytes[i], forget_inputs),
             *other = comparable_json(b->bytes[i], forget_inputs);
        ck_same_long_text("run.json", one, other);
        free(one);
        free(other);
        return;
    }
    if (forget_inputs && strcmp(a->names[i], "report.html") == 0) {
        char *one = without_digests(a->bytes[i], a->sizes[i]),
             *other = without_digests(b->bytes[i], b->sizes[i]);
        ck_same_long_text("report.html", one, other);
        free(one);
        free(other);
        return;
    }
    bool same = a->sizes[i] == b->sizes[i] && memcmp(a->bytes[i], b->bytes[i], a->sizes[i]) == 0;
    ck_assert_msg(same, "%s differs", a->names[i]);
}

/* Two runs left the same files with the same bytes, timings (and, if asked, digests of inputs) aside. */
static inline void ck_same_run(const char *a, const char *b, bool forget_inputs)
{
    folder_image one = take_image(a), other = take_image(b);
    ck_assert_int_gt(one.n, 0);
    ck_assert_int_eq(one.n, other.n);
    for (int i = 0; i < one.n; i++)
        ck_same_file(&one, &other, i, forget_inputs);
    free_image(&one);
    free_image(&other);
}

/* A folder holds what it held when the image was taken, to the last byte. */
static inline void ck_untouched(const folder_image *before, const char *path)
{
    folder_image now = take_image(path);
    ck_assert_int_eq(before->n, now.n);
    for (int i = 0; i < now.n; i++) {
        ck_assert_str_eq(before->names[i], now.names[i]);
        ck_assert_msg(before->sizes[i] == now.sizes[i] &&
                          memcmp(before->bytes[i], now.bytes[i], now.sizes[i]) == 0,
                      "%s was changed", now.names[i]);
    }
    free_image(&now);
}

/* A folder that says of itself that it is an earlier run. */
static inline folder_image make_earlier_run(const char *name)
{
    char *path = bp_text_format("%s/%s", scratch, name);
    char *record = bp_text_format("%s/run.json", path), *table = bp_text_format("%s/areas.csv", path);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    put_file(record, "{\"schema\": \"brandpunt-run-1\"}\n");
    put_file(table, "area_id\nP1\n");
    folder_image image = take_image(path);
    free(path);
    free(record);
    free(table);
    return image;
}

#endif
