/// What a shell has to be told once: whom to ask. All that is offered comes from the declarations of the walletctl that is installed, and
/// from the daemon, at the moment somebody types.
enum CompletionScript: String, CaseIterable {
  case bash, zsh, fish

  var text: String {
    switch self {
    case .bash: CompletionScript.bashText
    case .zsh: CompletionScript.zshText
    case .fish: CompletionScript.fishText
    }
  }

  /// Bash takes words apart at `:` and `=`, which account codes and `--name=value` have in them: they are put together again, and what
  /// stands before the last such sign is cut off the candidates, for bash inserts behind it.
  private static let bashText = #"""
    # bash completion of walletctl; written by `walletctl completion bash`.
    _walletctl() {
      local rest=${COMP_LINE:0:COMP_POINT} before word value i
      local -a words=()
      COMPREPLY=()
      for ((i = 0; i <= COMP_CWORD; i++)); do
        before=${rest%%[![:space:]]*}
        rest=${rest#"$before"}
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && word=$rest
        if ((i == 0)) || [[ -n $before ]]; then words+=("$word"); else words[${#words[@]} - 1]+=$word; fi
        rest=${rest#"$word"}
      done
      local current=${words[${#words[@]} - 1]} cut=
      [[ $current == *[:=]* ]] && cut=${current%"${current##*[:=]}"}
      while IFS=$'\t' read -r value _; do
        case $value in
          :files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "${current#"$cut"}") ;;
          :directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "${current#"$cut"}") ;;
          *) COMPREPLY+=("${value#"$cut"}") ;;
        esac
      done < <("${words[0]/#\~/$HOME}" __complete "${words[@]:1}" 2>/dev/null)
    }
    complete -F _walletctl walletctl

    """#

  private static let zshText = #"""
    #compdef walletctl
    # zsh completion of walletctl; written by `walletctl completion zsh`.
    _walletctl() {
      local line value meaning
      local -a candidates
      for line in "${(@f)$("${(Q)words[1]}" __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
        value=${line%%$'\t'*}
        meaning=${line#*$'\t'}
        case $value in
          '') ;;
          :files) compset -P '--*='; _files; return ;;
          :directories) compset -P '--*='; _files -/; return ;;
          *)
            value=${value//:/\\:}
            if [[ $line == *$'\t'* ]]; then candidates+=("$value:$meaning"); else candidates+=("$value"); fi
            ;;
        esac
      done
      _describe -t walletctl walletctl candidates
    }
    if [[ $funcstack[1] == _walletctl ]]; then _walletctl "$@"; else compdef _walletctl walletctl; fi

    """#

  private static let fishText = #"""
    # fish completion of walletctl; written by `walletctl completion fish`.
    function __walletctl_complete
      set -l words (commandline --tokenize --cut-at-cursor --current-process)
      set -l current (commandline --cut-at-cursor --current-token)
      for line in (command $words[1] __complete $words[2..] "$current" 2>/dev/null)
        switch $line
          case ':files'
            __fish_complete_path (string replace --regex '^--[^=]*=' '' -- "$current")
          case ':directories'
            __fish_complete_directories (string replace --regex '^--[^=]*=' '' -- "$current") ''
          case '*'
            echo $line
        end
      end
    end
    complete --command walletctl --no-files --keep-order --arguments '(__walletctl_complete)'

    """#
}
