/* Scripts that make shells complete. They are thin: the program itself says what may come
 * (cli/manual/complete.h), so that a new option or column needs no new script. */
#include "cli/manual/pages.h"

#include <string.h>

static const char bash_script[] =
    "# bash completion for brandpunt\n"
    "_brandpunt() {\n"
    "    local program=${COMP_WORDS[0]/#\\~/$HOME} directive=:none begun='' word line i\n"
    "    local words=() found=() quote=${COMP_WORDS[COMP_CWORD]:0:1}\n"
    "    # Bash cuts at colons, which values may have, and leaves the quotes on.\n"
    "    for ((i = 1; i <= COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]//\\\\/}\n"
    "        word=${word#[\\\"\\']}\n"
    "        word=${word%[\\\"\\']}\n"
    "        if ((${#words[@]} > 0 && i > 1)) && [[ $word == : || ${COMP_WORDS[i - 1]} == : ]]; then\n"
    "            words[${#words[@]} - 1]+=$word\n"
    "        else\n"
    "            words+=(\"$word\")\n"
    "        fi\n"
    "    done\n"
    "    ((${#words[@]} > 0)) && begun=${words[${#words[@]} - 1]}\n"
    "    [[ $begun == = ]] && begun=''\n"
    "    while IFS= read -r line; do\n"
    "        case $line in\n"
    "            :file | :folder | :none) directive=$line ;;\n"
    "            *) found+=(\"${line%%$'\\t'*}\") ;;\n"
    "        esac\n"
    "    done < <(\"$program\" complete -- \"${words[@]}\" 2>/dev/null)\n"
    "    COMPREPLY=()\n"
    "    for line in \"${found[@]}\"; do\n"
    "        [[ $begun == *:* ]] && line=${line#\"${begun%\"${begun##*:}\"}\"}\n"
    "        [[ $line == *: ]] && compopt -o nospace 2>/dev/null\n"
    "        # Within quotes a blank is a blank.\n"
    "        case $quote in\n"
    "            \\\") line=${line//\\\\/\\\\\\\\} line=${line//\\\"/\\\\\\\"} line=${line//\\$/\\\\\\$} ;;\n"
    "            \\') line=${line//\\'/\\'\\\\\\'\\'} ;;\n"
    "            *) printf -v line %q \"$line\" ;;\n"
    "        esac\n"
    "        COMPREPLY+=(\"$line\")\n"
    "    done\n"
    "    [[ $directive == :none ]] && return\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    while IFS= read -r line; do\n"
    "        COMPREPLY+=(\"$line\")\n"
    "    done < <(if [[ $directive == :file ]]; then compgen -f -- \"$begun\"; else compgen -d -- "
    "\"$begun\"; fi)\n"
    "}\n"
    "complete -F _brandpunt brandpunt\n";

static const char zsh_script[] =
    "#compdef brandpunt\n"
    "# zsh completion for brandpunt\n"
    "_brandpunt() {\n"
    "    local line value directive=:none\n"
    "    local -a found\n"
    "    for line in \"${(@f)$(${(Q)words[1]} complete -- \"${(@Q)words[2,CURRENT-1]}\" \"${(Q)PREFIX}\" "
    "2>/dev/null)}\"; "
    "do\n"
    "        case $line in\n"
    "            :file|:folder|:none) directive=$line ;;\n"
    "            *$'\\t'*) value=${line%%$'\\t'*}; found+=(\"${value//:/\\\\:}:${line#*$'\\t'}\") ;;\n"
    "            *) found+=(\"${line//:/\\\\:}\") ;;\n"
    "        esac\n"
    "    done\n"
    "    (( $#found )) && _describe 'brandpunt' found\n"
    "    case $directive in\n"
    "        :file) _files ;;\n"
    "        :folder) _files -/ ;;\n"
    "    esac\n"
    "}\n"
    "if [[ $funcstack[1] == _brandpunt ]]; then\n"
    "    _brandpunt \"$@\"\n"
    "elif (( $+functions[compdef] )); then\n"
    "    compdef _brandpunt brandpunt\n"
    "fi\n";

static const char fish_script[] = "# fish completion for brandpunt\n"
                                  "function __brandpunt_complete\n"
                                  "    set -l words (commandline -opc)\n"
                                  "    # A quote that is still open is none of the text.\n"
                                  "    set -l begun (commandline -ct | string replace -r \"^['\\\"]\" "
                                  "'')\n"
                                  "    set -l program $words[1]\n"
                                  "    set -e words[1]\n"
                                  "    for line in ($program complete -- $words (string unescape -- "
                                  "\"$begun\"; or echo $begun) 2>/dev/null)\n"
                                  "        switch $line\n"
                                  "            case :file\n"
                                  "                __fish_complete_path $begun\n"
                                  "            case :folder\n"
                                  "                __fish_complete_directories $begun ''\n"
                                  "            case :none\n"
                                  "            case '*'\n"
                                  "                echo $line\n"
                                  "        end\n"
                                  "    end\n"
                                  "end\n"
                                  "complete -c brandpunt -f -a '(__brandpunt_complete)'\n";

bool bp_manual_completion(FILE *to, const char *shell)
{
    const char *script = strcmp(shell, "bash") == 0   ? bash_script
                         : strcmp(shell, "zsh") == 0  ? zsh_script
                         : strcmp(shell, "fish") == 0 ? fish_script
                                                      : NULL;
    if (!script)
        return false;
    fputs(script, to);
    return true;
}
