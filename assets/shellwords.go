package assets

import "strings"

// shellCommand is one command, as the words a shell would make of it, and where its line begins in the text.
type shellCommand struct {
	words []string
	at    int
}

// commandLines cuts a pasted text into commands: quotes and backslashes are honoured, a backslash at the end of a line
// joins it with the next, and a command ends at ; | & > < or the line's end. Nothing is expanded or run.
func commandLines(text string) []shellCommand {
	text = strings.ReplaceAll(text, "\\\n", "  ") // as long as before
	var out []shellCommand
	at := 0
	for _, line := range strings.SplitAfter(text, "\n") {
		for _, words := range splitWords(strings.TrimSuffix(line, "\n")) {
			out = append(out, shellCommand{words, at})
		}
		at += len(line)
	}
	return out
}

func splitWords(line string) (commands [][]string) {
	var words []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	endWord := func() {
		if inWord {
			words = append(words, word.String())
		}
		word.Reset()
		inWord = false
	}
	endCommand := func() {
		endWord()
		if len(words) > 0 {
			commands = append(commands, words)
		}
		words = nil
	}
	escaped := false
	for _, r := range line {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'' && !isDrive(word.String()):
			escaped, inWord = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == ' ' || r == '\t':
			endWord()
		case strings.ContainsRune(";|&<>", r):
			endCommand()
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	endCommand()
	return commands
}

// isDrive reports whether a word so far is the beginning of a Windows path: its backslashes are no quotes.
func isDrive(word string) bool {
	return len(word) > 1 && word[1] == ':' && (word[0]|0x20 >= 'a' && word[0]|0x20 <= 'z')
}
