/* The few ways a call can end. */
#ifndef BP_GEO_STATUS_H
#define BP_GEO_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/** How a call ended. Everything but BP_OK leaves the out-parameters untouched and a message in the context.
 */
typedef enum bp_status {
    BP_OK = 0,
    BP_ERROR_ARGUMENT,    /**< the caller broke the contract of the function */
    BP_ERROR_MEMORY,      /**< memory ran out */
    BP_ERROR_INPUT,       /**< a file, or what is in it, is not what was expected */
    BP_ERROR_OUTPUT,      /**< something could not be written */
    BP_ERROR_INTERRUPTED, /**< the user stopped the work */
    BP_ERROR_INTERNAL     /**< a library underneath failed where it should not */
} bp_status;

/** A short English name of a status; never NULL. */
const char *bp_status_name(bp_status status);

#ifdef __cplusplus
}
#endif

#endif
