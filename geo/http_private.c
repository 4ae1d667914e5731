#include "geo/http_private.h"

#include "geo/source.h"
#include "geo/text.h"

#include <cpl_conv.h>
#include <cpl_http.h>
#include <cpl_multiproc.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Retries are for servers that ask for them (429, 502 to 504), and few. */
enum { MOST_RETRIES = 2, SAME_URL_MOST = 3, HEAD_BYTES = 16384, MOST_AT_ONCE = 10000 };

static const double retry_seconds = 0.5;
static const char circle[] = "the service's pages lead in a circle";
static const char endless[] = "the source came to no end";
static const char too_large[] = "the answer is larger than";
static const char closed[] = "a file may not reach out to the network";

/* Settings of GDAL that keep files from reaching out, and services from going past the guard. */
static const char *const closed_settings[][2] = {{"GML_DOWNLOAD_SCHEMA", "NO"},
                                                 {"GML_SKIP_RESOLVE_ELEMS", "ALL"},
                                                 {"CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".nothing"},
                                                 {"OGR_WFS_USE_STREAMING", "NO"}};
static const char *const open_settings[][2] = {
    {"GML_DOWNLOAD_SCHEMA", "NO"}, {"GML_SKIP_RESOLVE_ELEMS", "ALL"}, {"OGR_WFS_USE_STREAMING", "NO"}};

static CPLHTTPResult *refuse(const char *why)
{
    CPLHTTPResult *result = (CPLHTTPResult *)CPLCalloc(1, sizeof *result);
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup(why);
    return result;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

/* True when this URL has been asked for so often that it must be a circle. */
static bool remember_url(bp_http_guard *guard, const char *url)
{
    int n_same = 0;
    uint64_t hash = hash_text(url);
    for (int i = 0; i < guard->n_requests; i++)
        n_same += guard->urls[i] == hash;
    uint64_t *grown = (uint64_t *)realloc(guard->urls, (size_t)(guard->n_requests + 1) * sizeof *guard->urls);
    if (!grown)
        return true;
    guard->urls = grown;
    guard->urls[guard->n_requests++] = hash;
    return n_same >= SAME_URL_MOST;
}

/* True when the source has had all the requests and all the time that it gets; then says so. */
static bool has_had_enough(bp_http_guard *guard, char *said, size_t size)
{
    int64_t now = (int64_t)time(NULL);
    if (guard->started == 0)
        guard->started = now;
    if (guard->n_requests < guard->most_requests && now - guard->started < guard->most_seconds)
        return false;
    snprintf(said, size, "%s in %d requests and %" PRId64 " s", endless, guard->n_requests,
             now - guard->started);
    return true;
}

/* The whole number after `name` and what sets it apart from it, or -1. */
static int64_t number_after(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    if (!at)
        return -1;
    at += strlen(name);
    at += strspn(at, "\"': =\t\r\n");
    return *at >= '0' && *at <= '9' ? (int64_t)strtoll(at, NULL, 10) : -1;
}

/* What the answer says of how much there is. GeoJSON may say so after its features. */
static void take_matched(bp_http_guard *guard, const char *url, const CPLHTTPResult *result)
{
    if (!result->pabyData || result->nDataLen <= 0)
        return;
    const char *text = (const char *)result->pabyData;
    size_t n = (size_t)result->nDataLen, tail = n > HEAD_BYTES ? n - HEAD_BYTES : 0;
    char *head = bp_text_format("%.*s", (int)(n < HEAD_BYTES ? n : HEAD_BYTES), text);
    int64_t matched = head ? number_after(head, "numberMatched") : -1;
    if (matched < 0 && head && strstr(url, "hits"))
        matched = number_after(head, "numberOfFeatures");
    if (matched < 0)
        matched = number_after(text + tail, "numberMatched");
    if (matched >= 0)
        guard->n_matched = matched;
    free(head);
}

/* GDAL asks for 100 features at once, and takes fewer than it asked for as the end. So a service that says
 * how many it gives is asked for so many, no more than it gives and no more often than need be. */
static void take_limit(bp_http_guard *guard, const CPLHTTPResult *result)
{
    const char *at = result->pabyData ? strstr((const char *)result->pabyData, "\"CountDefault\"") : NULL;
    at = at ? strstr(at, "DefaultValue>") : NULL;
    int64_t limit = at ? (int64_t)strtoll(at + strlen("DefaultValue>"), NULL, 10) : 0;
    if (limit <= 0)
        return;
    char text[24];
    guard->n_limit = limit;
    snprintf(text, sizeof text, "%" PRId64, limit < MOST_AT_ONCE ? limit : MOST_AT_ONCE);
    CPLSetThreadLocalConfigOption("OGR_WFS_PAGE_SIZE", text);
}

/* True for a page that is the one before it again. Its head may hold the time of day, so its second half
 * speaks. */
static bool repeats_page(bp_http_guard *guard, const char *url, const CPLHTTPResult *result)
{
    if (!result->pabyData || !(strstr(url, "STARTINDEX=") || strstr(url, "offset=")))
        return false;
    uint64_t page = hash_text((const char *)result->pabyData + result->nDataLen / 2);
    bool same = page == guard->page;
    guard->page = page;
    return same;
}

static void take_failure(bp_http_guard *guard, const char *url, const char *cause)
{
    if (guard->has_failed)
        return;
    static const char code[] = "HTTP error code : ";
    char *shown = bp_source_shown(url);
    const char *found = cause ? strstr(cause, code) : NULL;
    guard->has_failed = true;
    guard->status = found ? (int)strtol(found + strlen(code), NULL, 10) : 0;
    if (guard->status)
        snprintf(guard->failure, sizeof guard->failure, "HTTP status %d from %s", guard->status,
                 shown ? shown : "");
    else
        snprintf(guard->failure, sizeof guard->failure, "%.160s, from %s", cause ? cause : "no answer",
                 shown ? shown : "");
    free(shown);
}

static int CPL_STDCALL go_on(double share, const char *message, void *user)
{
    (void)share;
    (void)message;
    return !bp_context_interrupted(((const bp_http_guard *)user)->context);
}

static char **limited_options(const bp_http_guard *guard, CSLConstList options)
{
    char seconds[16], bytes[16];
    snprintf(seconds, sizeof seconds, "%d", guard->timeout_s);
    char **list = CSLSetNameValue(CSLDuplicate((char **)options), "TIMEOUT", seconds);
    list = CSLSetNameValue(list, "CONNECTTIMEOUT", seconds);
    snprintf(bytes, sizeof bytes, "%d", guard->most_bytes);
    list = CSLSetNameValue(list, "MAX_FILE_SIZE", bytes);
    /* GDAL's own retries would make a multiple of the time that a server may keep us waiting. */
    return CSLSetNameValue(list, "MAX_RETRY", "0");
}

/* True where the server says that it will do better in a moment. */
static bool asks_for_patience(const CPLHTTPResult *result)
{
    static const char *const codes[] = {": 429", ": 502", ": 503", ": 504"};
    for (size_t i = 0; result && result->pszErrBuf && i < sizeof codes / sizeof *codes; i++)
        if (strstr(result->pszErrBuf, "HTTP error code") && strstr(result->pszErrBuf, codes[i]))
            return true;
    return false;
}

static CPLHTTPResult *ask(bp_http_guard *guard, const char *url, CSLConstList options,
                          CPLHTTPFetchWriteFunc write, void *write_user)
{
    char **list = limited_options(guard, options);
    guard->is_inside = true;
    CPLHTTPResult *result = CPLHTTPFetchEx(url, list, go_on, guard, write, write_user);
    for (int i = 0; i < MOST_RETRIES && asks_for_patience(result); i++) {
        CPLHTTPDestroyResult(result);
        CPLSleep(retry_seconds);
        result = CPLHTTPFetchEx(url, list, go_on, guard, write, write_user);
    }
    guard->is_inside = false;
    CSLDestroy(list);
    return result;
}

/* Told by the server beforehand, or found out on the way. */
static bool is_too_large(const bp_http_guard *guard, const CPLHTTPResult *result)
{
    return result->nDataLen > guard->most_bytes ||
           (result->pszErrBuf && strstr(result->pszErrBuf, "aximum file size"));
}

static CPLHTTPResult *watch(const char *url, CSLConstList options, GDALProgressFunc progress,
                            void *progress_user, CPLHTTPFetchWriteFunc write, void *write_user, void *user)
{
    bp_http_guard *guard = (bp_http_guard *)user;
    (void)progress;
    (void)progress_user;
    if (guard->is_inside)
        return NULL;
    if (CSLFetchNameValue(options, "CLOSE_PERSISTENT"))
        return NULL;
    if (!guard->is_allowed) {
        take_failure(guard, url, closed);
        return refuse(closed);
    }
    char said[128];
    if (has_had_enough(guard, said, sizeof said)) {
        take_failure(guard, url, said);
        return refuse(said);
    }
    if (remember_url(guard, url)) {
        take_failure(guard, url, circle);
        return refuse(circle);
    }
    CPLHTTPResult *result = ask(guard, url, options, write, write_user);
    if (!result)
        return refuse("no answer");
    if (is_too_large(guard, result)) {
        snprintf(said, sizeof said, "%s %d bytes", too_large, guard->most_bytes);
        CPLHTTPDestroyResult(result);
        take_failure(guard, url, said);
        return refuse(said);
    }
    if (result->nStatus != 0 || result->pszErrBuf) {
        take_failure(guard, url, result->pszErrBuf);
    } else if (repeats_page(guard, url, result)) {
        CPLHTTPDestroyResult(result);
        take_failure(guard, url, circle);
        return refuse(circle);
    } else {
        bp_http_answer_says((const char *)result->pabyData, (size_t)result->nDataLen, guard->said,
                            sizeof guard->said);
        take_matched(guard, url, result);
        take_limit(guard, result);
    }
    return result;
}

void bp_http_begin(bp_http_guard *guard, bp_context *context, bool is_allowed, int timeout_s)
{
    *guard = (bp_http_guard){.context = context,
                             .is_allowed = is_allowed,
                             .timeout_s = timeout_s,
                             .most_requests = BP_HTTP_MOST_REQUESTS,
                             .most_seconds = BP_HTTP_MOST_TIMEOUTS * timeout_s,
                             .most_bytes = BP_HTTP_MOST_BYTES,
                             .n_matched = -1,
                             .most_matched = -1};
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%d", timeout_s);
    CPLSetThreadLocalConfigOption("GDAL_HTTP_TIMEOUT", seconds);
    CPLSetThreadLocalConfigOption("GDAL_HTTP_CONNECTTIMEOUT", seconds);
    size_t n = is_allowed ? sizeof open_settings / sizeof *open_settings
                          : sizeof closed_settings / sizeof *closed_settings;
    for (size_t i = 0; i < n; i++) {
        const char *const *setting = is_allowed ? open_settings[i] : closed_settings[i];
        CPLSetThreadLocalConfigOption(setting[0], setting[1]);
    }
    CPLHTTPPushFetchCallback(watch, guard);
}

void bp_http_end(bp_http_guard *guard)
{
    CPLHTTPPopFetchCallback();
    for (size_t i = 0; i < sizeof closed_settings / sizeof *closed_settings; i++)
        CPLSetThreadLocalConfigOption(closed_settings[i][0], NULL);
    CPLSetThreadLocalConfigOption("OGR_WFS_PAGE_SIZE", NULL);
    CPLSetThreadLocalConfigOption("GDAL_HTTP_TIMEOUT", NULL);
    CPLSetThreadLocalConfigOption("GDAL_HTTP_CONNECTTIMEOUT", NULL);
    free(guard->urls);
    guard->urls = NULL;
}

void bp_http_forgive(bp_http_guard *guard)
{
    guard->has_failed = false;
    guard->status = 0;
}

const char *bp_http_advice(const bp_http_guard *guard, char *buffer, size_t size)
{
    if (!guard->has_failed || strstr(guard->failure, circle) || strstr(guard->failure, closed))
        return "";
    if (strstr(guard->failure, too_large))
        return "; fetch it by other means and name the file, or name a part of it";
    if (strstr(guard->failure, endless)) {
        snprintf(buffer, size, "; name a part of it, or give more than %d s with `timeout`",
                 guard->timeout_s);
        return buffer;
    }
    if (guard->status == 401 || guard->status == 403)
        return "; it asks for a user and password, or refuses these";
    if (guard->status == 404 || guard->status == 410)
        return "; is the address right?";
    if (guard->status == 429)
        return "; it has been asked too much, wait a while";
    if (guard->status >= 500)
        return "; the fault is the server's: try again later, or ask its keeper";
    if (strstr(guard->failure, "timed out") || strstr(guard->failure, "Timeout")) {
        snprintf(buffer, size, "; it had %d second%s, give more with `timeout`", guard->timeout_s,
                 guard->timeout_s == 1 ? "" : "s");
        return buffer;
    }
    if (strstr(guard->failure, "redirect"))
        return "; the address leads in a circle, name the one it should end at";
    return "; is the address right, and is there a network?";
}

bool bp_http_fetch(bp_http_guard *guard, const char *url, const char *memory_path)
{
    CPLHTTPResult *result = CPLHTTPFetchEx(url, NULL, NULL, NULL, NULL, NULL);
    bool ok = result && result->nStatus == 0 && !result->pszErrBuf && result->nDataLen > 0;
    if (ok) {
        VSILFILE *file =
            VSIFileFromMemBuffer(memory_path, result->pabyData, (vsi_l_offset)result->nDataLen, TRUE);
        if (file) {
            VSIFCloseL(file);
            result->pabyData = NULL;
        }
        ok = file != NULL;
    } else {
        take_failure(guard, url, result && result->pszErrBuf ? result->pszErrBuf : "an empty answer");
    }
    CPLHTTPDestroyResult(result);
    return ok;
}
