package uitest

import tea "github.com/charmbracelet/bubbletea"

// named are the keys that tests press; this is the only place that builds key messages.
var named = []tea.KeyType{
	tea.KeyEnter, tea.KeyEsc, tea.KeyTab, tea.KeyShiftTab, tea.KeyBackspace, tea.KeyDelete, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight,
	tea.KeyHome, tea.KeyEnd, tea.KeyPgUp, tea.KeyPgDown, tea.KeyF1, tea.KeyF2, tea.KeyCtrlC, tea.KeyCtrlZ, tea.KeyCtrlO, tea.KeyCtrlJ,
	tea.KeyCtrlU, tea.KeyCtrlA, tea.KeyCtrlE, tea.KeyCtrlK, tea.KeyCtrlW, tea.KeyCtrlD,
}

func press(name string) (tea.KeyMsg, bool) {
	for _, t := range named {
		if m := (tea.KeyMsg{Type: t}); m.String() == name {
			return m, true
		}
	}
	if r := []rune(name); len(r) == 1 {
		return letter(r[0]), true
	}
	if name == "space" {
		return letter(' '), true
	}
	return tea.KeyMsg{}, false
}

func letter(r rune) tea.KeyMsg {
	if r == ' ' {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
}

func paste(text string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}
}
