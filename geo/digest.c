#include "geo/folder.h"
#include "geo/read.h"
#include "geo/source_private.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 16 };

static bp_status add_file(bp_context *context, const char *path, EVP_MD_CTX *digest)
{
    bp_status status = BP_OK;
    VSILFILE *file = VSIFOpenL(path, "rb");
    if (!file)
        return bp_context_fail(context, BP_ERROR_INPUT, "%s: %s", path,
                               bp_path_exists(path) ? strerror(errno) : "there is no such file");
    unsigned char *block = (unsigned char *)malloc(BLOCK_BYTES);
    if (!block)
        status = bp_context_fail_memory(context, BLOCK_BYTES);
    size_t n = BLOCK_BYTES;
    while (!status && n == BLOCK_BYTES) {
        n = VSIFReadL(block, 1, BLOCK_BYTES, file);
        if (n > 0 && EVP_DigestUpdate(digest, block, n) != 1)
            status = bp_context_fail(context, BP_ERROR_INTERNAL, "%s: SHA-256 failed", path);
    }
    if (!status && !VSIFEofL(file))
        status = bp_context_fail(context, BP_ERROR_INPUT, "%s: cannot be read to its end", path);
    free(block);
    VSIFCloseL(file);
    return status;
}

/* The files that a shapefile's name stands for, after the .shp itself; one that is not there is passed over.
 */
static bp_status add_companions(bp_context *context, const char *path, EVP_MD_CTX *digest)
{
    static const char *const extensions[][2] = {
        {"dbf", "DBF"}, {"shx", "SHX"}, {"prj", "PRJ"}, {"cpg", "CPG"}};
    size_t stem = strlen(path) - 3;
    bp_status status = BP_OK;
    for (size_t e = 0; !status && e < sizeof extensions / sizeof extensions[0]; e++) {
        for (int variant = 0; variant < 2; variant++) {
            char *companion = bp_text_format("%.*s%s", (int)stem, path, extensions[e][variant]);
            if (!companion)
                return bp_context_fail_memory(context, 0);
            bool there = bp_path_exists(companion);
            if (there)
                status = add_file(context, companion, digest);
            free(companion);
            if (there)
                break;
        }
    }
    return status;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A data set that is a folder (a File Geodatabase): its files, by name. */
static bp_status add_folder(bp_context *context, const char *path, char **names, EVP_MD_CTX *digest)
{
    bp_status status = BP_OK;
    qsort(names, (size_t)CSLCount(names), sizeof *names, by_name);
    for (int i = 0; !status && names[i]; i++) {
        if (strcmp(names[i], ".") == 0 || strcmp(names[i], "..") == 0)
            continue;
        char *file = bp_path_join(path, names[i]);
        status = file ? add_file(context, file, digest) : bp_context_fail_memory(context, 0);
        free(file);
    }
    return status;
}

static bp_status digest_path(bp_context *context, const char *path, char hex[65])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    bp_status status = BP_OK;
    char **names = VSIReadDir(path);
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    if (!digest || EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1)
        status = bp_context_fail(context, BP_ERROR_INTERNAL, "%s: SHA-256 failed", path);
    else if (names)
        status = add_folder(context, path, names, digest);
    else
        status = add_file(context, path, digest);
    if (!status && EQUAL(CPLGetExtension(path), "shp"))
        status = add_companions(context, path, digest);
    if (!status && EVP_DigestFinal_ex(digest, sum, &n) != 1)
        status = bp_context_fail(context, BP_ERROR_INTERNAL, "%s: SHA-256 failed", path);
    for (unsigned int i = 0; !status && i < n; i++)
        snprintf(hex + 2 * i, 3, "%02x", sum[i]);
    EVP_MD_CTX_free(digest);
    CSLDestroy(names);
    return status;
}

bp_status bp_file_sha256(bp_context *context, const char *path, char hex[65])
{
    size_t n = bp_source_archive_length(path);
    if (n == 0 || !path[n])
        return digest_path(context, path, hex);
    char *archive = bp_text_format("%.*s", (int)n, path);
    if (!archive)
        return bp_context_fail_memory(context, 0);
    bp_status status = digest_path(context, archive, hex);
    free(archive);
    return status;
}
