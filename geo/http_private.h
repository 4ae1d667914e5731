/* What may go over the network while a source is read: nothing for files, and for services each request
 * within its time. */
#ifndef BP_GEO_HTTP_PRIVATE_H
#define BP_GEO_HTTP_PRIVATE_H

#include "geo/context.h"

#include <stdint.h>

enum {
    BP_HTTP_TEXT_BYTES = 400,
    BP_HTTP_MOST_REQUESTS = 10000,   /* of one source */
    BP_HTTP_MOST_TIMEOUTS = 20,      /* time for one source, in times that of one request */
    BP_HTTP_MOST_BYTES = 1000000000, /* of one answer; GDAL counts them as int, and takes a quarter more */
};

/** Watches over GDAL's requests on this thread, from begin to end. */
typedef struct bp_http_guard {
    bp_context *context;
    bool is_allowed;
    bool is_inside; /**< the guard's own request is under way */
    int timeout_s;  /**< of one request */
    int n_requests;
    int most_requests;
    int most_seconds;     /**< of all requests of this source */
    int most_bytes;       /**< of one answer */
    int64_t started;      /**< when the first request was made, as time() tells it; 0: none was */
    uint64_t *urls;       /**< urls[n_requests]: hashes, to find pages that lead in a circle */
    uint64_t page;        /**< hash of the last page of features, to find pages that repeat; 0: none */
    int64_t n_limit;      /**< features that the service gives at once at most; 0: it has not said */
    int64_t n_matched;    /**< what the service says there is in all; -1: it has not said */
    int64_t most_matched; /**< features past which a service is stopped; -1: none */
    int status;           /**< HTTP status of the first request that failed; 0: none, or no answer at all */
    bool has_failed;
    char said[BP_HTTP_TEXT_BYTES];    /**< what the last answer said in place of data; "": it was data */
    char failure[BP_HTTP_TEXT_BYTES]; /**< its URL, without secrets, and what went wrong */
} bp_http_guard;

/** `is_allowed` false: every request fails. */
void bp_http_begin(bp_http_guard *guard, bp_context *context, bool is_allowed, int timeout_s);
void bp_http_end(bp_http_guard *guard);

/**
 * What an answer says where it is a page for people or the exception of a service, into text[size]: "it sent
 * HTML (a login page?)", "the service says: ...". "" for anything else.
 */
void bp_http_answer_says(const char *answer, size_t n, char *text, size_t size);

/** Forget a failure that did no harm. */
void bp_http_forgive(bp_http_guard *guard);

/** What to do about the failure, in words; "" when there was none. Static or lent from `buffer`. */
const char *bp_http_advice(const bp_http_guard *guard, char *buffer, size_t size);

/** Fetch a URL into a file in memory. On failure the guard knows why. */
bool bp_http_fetch(bp_http_guard *guard, const char *url, const char *memory_path);

#endif
