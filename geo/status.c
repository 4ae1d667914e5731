#include "geo/status.h"

const char *bp_status_name(bp_status status)
{
    switch (status) {
    case BP_OK:
        return "ok";
    case BP_ERROR_ARGUMENT:
        return "wrong argument";
    case BP_ERROR_MEMORY:
        return "out of memory";
    case BP_ERROR_INPUT:
        return "wrong input";
    case BP_ERROR_OUTPUT:
        return "cannot write";
    case BP_ERROR_INTERRUPTED:
        return "interrupted";
    case BP_ERROR_INTERNAL:
        return "internal error";
    }
    return "unknown status";
}
