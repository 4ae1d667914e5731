/* study.yaml and README.txt of the demo folder. */
#ifndef BP_CLI_DEMO_STUDY_TEXT_H
#define BP_CLI_DEMO_STUDY_TEXT_H

#include "cli/demo/country.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Both to be freed with free(); NULL when memory runs out. */
char *bp_demo_study_text(const bp_demo_country *country);
char *bp_demo_readme_text(const bp_demo_country *country);

#ifdef __cplusplus
}
#endif

#endif
