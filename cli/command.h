/* A command of the program: its options as data, and what runs when it is called. */
#ifndef BP_CLI_COMMAND_H
#define BP_CLI_COMMAND_H

#include "cli/progress.h"
#include "geo/context.h"

#include <stdint.h>
#include <stdio.h>

/** How the program ends. Documented in docs/commands.md; nothing else is ever returned. */
typedef enum bp_exit {
    BP_EXIT_OK = 0,
    BP_EXIT_INPUT = 1,    /**< the study or the data are not right; the message says where and what to do */
    BP_EXIT_USAGE = 2,    /**< the command line is not right */
    BP_EXIT_OUTPUT = 3,   /**< the result cannot be written; what was there before is whole */
    BP_EXIT_INTERNAL = 4, /**< out of memory, or a fault of the program */
    BP_EXIT_INTERRUPTED = 130 /**< stopped by Ctrl-C or a polite kill; what was there before is whole */
} bp_exit;

typedef enum bp_option_type {
    BP_OPTION_FLAG,
    BP_OPTION_TEXT,
    BP_OPTION_INTEGER,
    BP_OPTION_LIST /**< may be repeated; its text holds the values in their order, one per line */
} bp_option_type;

/** One option. Help, parsing and "did you mean" are made from it. */
typedef struct bp_option {
    const char *name; /**< without the dashes */
    char letter;      /**< 0: no short form */
    bp_option_type type;
    const char *argument; /**< how help names the value: "DIR", "N"; NULL for a flag */
    const char *help;     /**< one line */
    int64_t least, most;  /**< of an integer */
} bp_option;

enum { BP_OPTIONS_MOST = 128 };

/** What a call of a command was given. */
typedef struct bp_call {
    const struct bp_command *command;
    bp_context *context;
    bp_progress *progress;
    int n_arguments;
    const char **arguments; /**< the positional ones, lent */
    /* One per row of the command's option table: NULL when not given; a flag that was given holds "". */
    char *texts[BP_OPTIONS_MOST];
    int64_t integers[BP_OPTIONS_MOST];
} bp_call;

typedef struct bp_command {
    const char *name;
    const char *synopsis;    /**< after the name: "STUDY.yaml --output DIR [options]" */
    const char *summary;     /**< one line for the list of commands */
    const char *description; /**< a paragraph or two, and examples; wrapped by hand at 78 columns */
    const bp_option *options;
    int n_options;
    int least_arguments, most_arguments;
    bp_status (*run)(bp_call *call); /**< failures leave their message in the context */
} bp_command;

/** All commands, in the order of the help. */
extern const bp_command *const bp_commands[];
extern const int bp_n_commands;

extern const bp_command bp_command_run;
extern const bp_command bp_command_demo;
extern const bp_command bp_command_weights;
extern const bp_command bp_command_moran;
extern const bp_command bp_command_geary;
extern const bp_command bp_command_getis;
extern const bp_command bp_command_joincount;
extern const bp_command bp_command_lisa;
extern const bp_command bp_command_cluster;
extern const bp_command bp_command_join;
extern const bp_command bp_command_explain;
extern const bp_command bp_command_compare;
extern const bp_command bp_command_map;
extern const bp_command bp_command_info;
extern const bp_command bp_command_check;
extern const bp_command bp_command_init;
extern const bp_command bp_command_report;
extern const bp_command bp_command_completion;

/** The command with this name; NULL: there is none. */
const bp_command *bp_command_find(const char *name);
/** Say on stderr that there is none, and which may have been meant; BP_EXIT_USAGE. */
int bp_command_unknown(const char *name);

/** brandpunt help with these arguments[n]: all commands, one command, `study [KEY]` or `lists [NAME]`.
 * Returns how the program ends. */
int bp_help(int n, const char **arguments);
/** All commands, to stdout or stderr. */
void bp_help_overview(FILE *to);
/** The help of one command, to stdout. */
void bp_help_command(const bp_command *command);

/** Was the option given? `name` must be in the command's table. */
bool bp_call_has(const bp_call *call, const char *name);
/** The option's text, or `otherwise` when it was not given. */
const char *bp_call_text(const bp_call *call, const char *name, const char *otherwise);
/** The option's whole number, or `otherwise` when it was not given. */
int64_t bp_call_integer(const bp_call *call, const char *name, int64_t otherwise);

/** What a signal handler sets: who reads the output is gone (`| head`), or Ctrl-C and the like. */
enum { BP_INTERRUPTED = 1, BP_INTERRUPTED_BY_PIPE };

/**
 * The whole program: find the command, parse, run, print a failure to stderr, and say how it ended.
 * `arguments[n]` as main() gets them. `interrupt` is set by the signal handlers of main().
 */
int bp_program(int n, const char **arguments, const volatile sig_atomic_t *interrupt);

#endif
