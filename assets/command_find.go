package assets

import (
	"maps"
	"slices"
	"strings"

	"certwright/model"
)

// wrappers run what stands behind them, with options of their own in between.
var wrappers = []string{"sudo", "doas", "nohup", "nice", "timeout", "watch", "ssh", "strace", "xargs"}

// readCommand passes over a prompt, sudo and VAR=value, then wants the name of a program it knows, and behind it what only
// a command has: sentences begin with "curl failed to", too.
func readCommand(words []string, env map[string]string) (model.Reading, bool) {
	here := maps.Clone(env)
	begins, prompt, wrapped := true, false, false // whether a command may begin at this word
	for i, w := range words {
		if k, v, ok := strings.Cut(w, "="); ok && isVariable(k) {
			here[k] = v
			continue
		}
		name := programName(w)
		p, ok := programs()[name]
		if begins && ok && p.follows(words[i+1:], prompt) {
			if inner := insideOf(name, words[i+1:]); len(inner) > 0 {
				return readCommand(inner, here)
			}
			return (&commandReader{name: name, program: p, matched: strings.Join(words[i:], " ")}).read(words[i+1:], here), true
		}
		wrapped = wrapped || begins && slices.Contains(wrappers, name)
		begins = isPrompt(w) || wrapped
		prompt = prompt || isPrompt(w)
	}
	if begins {
		maps.Copy(env, here)
	}
	return model.Reading{}, false
}

// programName is what a word would run: its last part, without the ending that Windows needs.
func programName(w string) string {
	return strings.TrimSuffix(w[strings.LastIndexAny(w, `/\`)+1:], ".exe")
}

// insideOf gives the command that docker exec or kubectl exec runs; nil when it is none that is known.
func insideOf(name string, args []string) []string {
	at := slices.Index(args, "exec")
	if at < 0 || !slices.Contains([]string{"docker", "kubectl", "podman"}, name) {
		return nil
	}
	for i := at + 1; i < len(args); i++ {
		if p, ok := programs()[programName(args[i])]; ok && p.follows(args[i+1:], false) {
			return args[i:]
		}
	}
	return nil
}

func isVariable(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	return s != ""
}

func isPrompt(w string) bool {
	return strings.HasSuffix(w, "$") || strings.HasSuffix(w, "#") || strings.HasSuffix(w, "%") && !strings.ContainsAny(w[:1], "0123456789") || slices.Contains([]string{"sudo", "export", "env", "time", "+"}, w)
}
