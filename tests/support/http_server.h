/* The little server of tests/support/http_server.py. */
#ifndef BP_TESTS_SUPPORT_HTTP_SERVER_H
#define BP_TESTS_SUPPORT_HTTP_SERVER_H

#include "tests/support/helper_process.h"

/* Start it on the files of `folder`; its port is what it says. False without python3. */
static inline int start_http_server(const char *folder, helper_process *server)
{
    char script[1024];
    const char *source = getenv("BRANDPUNT_SOURCE");
    snprintf(script, sizeof script, "%s/tests/support/http_server.py", source ? source : ".");
    const char *const command[] = {"python3", script, folder, NULL};
    return start_helper(command, server);
}

#endif
