/* Runs a target over the files of its corpus, for compilers without libFuzzer.
 *   fuzz_NAME [-runs=0] FOLDER ... */
#include "tests/fuzz/fuzz.h"

#include "geo/text.h"

#include <dirent.h>
#include <string.h>

static int replay(const char *path)
{
    enum { MOST = 1 << 20 };
    FILE *stream = fopen(path, "rb");
    uint8_t *bytes = (uint8_t *)malloc(MOST);
    if (!stream || !bytes) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(EXIT_FAILURE);
    }
    size_t n = fread(bytes, 1, MOST, stream);
    fclose(stream);
    /* Of its own length, so that reading past its end shows. */
    uint8_t *exact = (uint8_t *)malloc(n + (n == 0));
    fuzz_check(exact);
    memcpy(exact, bytes, n);
    free(bytes);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    return 1;
}

static int replay_folder(const char *folder)
{
    int n = 0;
    DIR *entries = opendir(folder);
    if (!entries)
        return 0;
    for (const struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        char *path = entry->d_name[0] == '.' ? NULL : bp_text_format("%s/%s", folder, entry->d_name);
        n += path ? replay(path) : 0;
        free(path);
    }
    closedir(entries);
    return n;
}

int main(int argc, char **argv)
{
    int n = 0;
    for (int i = 1; i < argc; i++)
        n += argv[i][0] == '-' ? 0 : replay_folder(argv[i]);
    printf("%d inputs\n", n);
    return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
