#include "geo/zip.h"

#include "tests/geo/files.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>

/* What GDAL's unzip finds under a name, to free(); NULL: nothing. */
static char *unzip(const char *archive, const char *name)
{
    char *path = bp_text_format("/vsizip/{%s}/%s", archive, name);
    vsi_l_offset n = 0;
    GByte *bytes = NULL;
    char *text = NULL;
    if (VSIIngestFile(NULL, path, &bytes, &n, -1)) {
        text = (char *)malloc((size_t)n + 1);
        memcpy(text, bytes, (size_t)n);
        text[n] = '\0';
    }
    VSIFree(bytes);
    free(path);
    return text;
}

START_TEST(another_program_unzips_it)
{
    char *large = (char *)malloc(300001);
    for (int i = 0; i < 300000; i++)
        large[i] = (char)('a' + (int64_t)i * i % 23);
    large[300000] = '\0';
    const bp_zip_entry entries[] = {{"project.qgs", large, 300000}, {"b.txt", "Zuid \xc3\xa9\n", 8}};
    ck_bp_ok(context, bp_zip_write(context, at("a.zip"), entries, 2));
    for (int e = 0; e < 2; e++) {
        char *text = unzip(at("a.zip"), entries[e].name);
        ck_assert_ptr_nonnull(text);
        ck_assert_str_eq(text, entries[e].bytes);
        free(text);
    }
    free(large);
}
END_TEST

/* "abc" has CRC-32 352441c2; how it is deflated, in `packed` bytes, is zlib's business. */
START_TEST(as_the_specification_has_it)
{
    static const unsigned char local[] = {'P', 'K', 3, 4,    20, 0,    0,    0,    8,
                                          0,   0,   0, 0x21, 0,  0xc2, 0x41, 0x24, 0x35};
    static const unsigned char central[] = {'P', 'K', 1, 2, 20,   0, 20,   0,    0,    0,
                                            8,   0,   0, 0, 0x21, 0, 0xc2, 0x41, 0x24, 0x35};
    static const unsigned char sizes[] = {3, 0, 0, 0, 1, 0, 0, 0};
    static const unsigned char end[] = {'P', 'K', 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0};
    const bp_zip_entry entry = {"a", "abc", 3};
    size_t n = 0;
    ck_bp_ok(context, bp_zip_write(context, at("a.zip"), &entry, 1));
    unsigned char *bytes = (unsigned char *)get_file(at("a.zip"), &n);
    size_t packed = bytes[18], directory = 31 + packed;
    ck_assert_uint_eq(n, directory + 47 + 22);
    ck_assert_mem_eq(bytes, local, sizeof local);
    ck_assert_mem_eq(bytes + 22, sizes, sizeof sizes);
    ck_assert_int_eq(bytes[30], 'a');
    ck_assert_mem_eq(bytes + directory, central, sizeof central);
    ck_assert_uint_eq(bytes[directory + 20], packed);
    ck_assert_mem_eq(bytes + directory + 24, sizes, sizeof sizes);
    ck_assert_int_eq(bytes[directory + 46], 'a');
    ck_assert_mem_eq(bytes + directory + 47, end, sizeof end);
    ck_assert_uint_eq(bytes[directory + 47 + 16], directory);
    free(bytes);
}
END_TEST

START_TEST(no_such_folder)
{
    const bp_zip_entry entry = {"a", "abc", 3};
    ck_assert_int_eq(bp_zip_write(context, at("none/a.zip"), &entry, 1), BP_ERROR_OUTPUT);
    ck_assert_ptr_nonnull(strstr(bp_context_message(context), "none/a.zip"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("zip");
    TCase *tests = tcase_create("zip");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, another_program_unzips_it);
    tcase_add_test(tests, as_the_specification_has_it);
    tcase_add_test(tests, no_such_folder);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return run_suite(make_suite());
}
