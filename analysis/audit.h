/* Whether an index measures what its weights say. */
#ifndef BP_ANALYSIS_AUDIT_H
#define BP_ANALYSIS_AUDIT_H

#include "analysis/score.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An indicator that somebody modelled from others of the same index. */
typedef struct bp_audit_modelled {
    int indicator, from; /**< into the indicators */
} bp_audit_modelled;

/** The index to be looked at; all lent. */
typedef struct bp_audit_input {
    int64_t n;
    const bp_indicator *indicators; /**< indicators[n_indicators] */
    int n_indicators;
    const bp_scores *scores;     /**< made of them; scores->n_domains domains */
    const double *domain_weight; /**< domain_weight[n_domains]; NULL: 1 each */
    const uint8_t *taking_part;  /**< bitmap; NULL: all */
    const bp_audit_modelled *modelled;
    int n_modelled;
} bp_audit_input;

typedef enum bp_finding_kind {
    BP_FINDING_DRIVES,    /**< the effective share of a domain is BP_AUDIT_DRIVES_TIMES its nominal one and
                             BP_AUDIT_DRIVES_MORE above it; value: effective share */
    BP_FINDING_CONTRARY,  /**< a domain falls where the score rises; value: Pearson's correlation */
    BP_FINDING_MODELLED,  /**< an indicator is modelled from another of the index: counted twice; value:
                             Spearman's correlation, NaN where there is none */
    BP_FINDING_DUPLICATE, /**< two indicators rank alike; value: Spearman's correlation */
    BP_FINDING_CONSTANT,  /**< almost all units have one value; value: their share */
    BP_FINDING_MISSING    /**< most units lack an indicator; value: their share */
} bp_finding_kind;
enum { BP_N_FINDING_KINDS = 6 };
/** "drives", "contrary", "modelled", "duplicate", "almost_constant", "mostly_missing". */
extern const char *const bp_finding_names[BP_N_FINDING_KINDS];

#define BP_AUDIT_DRIVES_TIMES 1.5
#define BP_AUDIT_DRIVES_MORE  0.1
#define BP_AUDIT_DUPLICATE    0.95
#define BP_AUDIT_CONSTANT     0.9
#define BP_AUDIT_MISSING      0.5

/** Something to know about the index before using it. */
typedef struct bp_finding {
    bp_finding_kind kind;
    int item;  /**< the domain of DRIVES and CONTRARY, else the indicator */
    int other; /**< the indicator that it is held against; -1: none */
    double value;
} bp_finding;

/**
 * Variables are the indicators, then the domains, then the score; n_variables of them. Indicators of which
 * low is worse are turned round, so that what points the same way correlates positively. Matrices hold
 * [a * n_variables + b]; NaN where fewer than three units have both or one of the two does not vary.
 */
typedef struct bp_audit {
    int n_indicators, n_domains, n_variables;
    double *pearson, *spearman;
    int64_t *pairs;          /**< units that have both */
    int64_t n_taking_part;   /**< units */
    double *missing_share;   /**< missing_share[n_indicators], of the units that take part */
    double *commonest_share; /**< commonest_share[n_indicators]: of the units that have it, those with its
                                most frequent value */
    double *nominal;         /**< nominal[n_indicators + n_domains]: share of the weights; those of the
                                domains add up to 1, as do those of the indicators */
    double *main_effect;     /**< main_effect[n_indicators + n_domains]: correlation ratio of the score's
                                mean on it; NaN: not defined */
    double *effective;       /**< effective[n_indicators + n_domains]: the main effects brought to a sum of 1
                                over the domains, and over the indicators */
    bp_finding *findings;    /**< findings[n_findings], by kind, then item, then other */
    int n_findings;
} bp_audit;

#define BP_AUDIT_INIT                                                                                        \
    {                                                                                                        \
        0, 0, 0, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0                                  \
    }

/**
 * Audit an index. The effective weight of a domain is its main effect: how much of the variance of the
 * weighted mean of the domain scores would go if the domain were held fixed. Complexity: O(v^2 n + v n log n)
 * for v variables. Source: Paruolo, Saisana & Saltelli (2013), doi:10.1111/j.1467-985X.2012.01059.x.
 */
bp_status bp_audit_compute(bp_context *context, const bp_audit_input *input, bp_audit *out);
void bp_audit_clear(bp_audit *audit);

#ifdef __cplusplus
}
#endif

#endif
