package kit

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
)

// FileField is a field for a path; tab completes it.
type FileField struct {
	*Field
	job   nav.Job
	found []string // what fits, when several do
	none  bool     // nothing fits
}

// completed is the answer to one tab.
type completed struct {
	run   int
	typed string
	paths []string
}

// NewFileField makes a field for a path.
func NewFileField(env *nav.Env, label, hint *string, value string) *FileField {
	return &FileField{Field: NewField(env, label, hint, value)}
}

// Keys are the bindings beside those of every field.
func (f *FileField) Keys() []key.Binding {
	if f.env.Services.Complete == nil {
		return nil
	}
	return []key.Binding{f.env.Keys.Complete}
}

// Complete starts a look for paths that begin with what was typed, unless there is nothing to look for.
func (f *FileField) Complete() tea.Cmd {
	typed := f.Value()
	look := f.env.Services.Complete
	if look == nil || typed == "" {
		return nil
	}
	return f.job.Start(f.env, 3*time.Second, func(ctx context.Context, run int) tea.Msg {
		return completed{run, typed, look(ctx, typed)}
	})
}

// Update takes a key; what fitted before does not any more.
func (f *FileField) Update(msg tea.KeyMsg) tea.Cmd {
	f.found, f.none = nil, false
	return f.Field.Update(msg)
}

// Hear takes the answer to a tab. Only what is surely meant is filled in: the part that all fitting paths share.
func (f *FileField) Hear(msg tea.Msg) tea.Cmd {
	m, ok := msg.(completed)
	if !ok || !f.job.Done(m.run) || m.typed != f.Value() {
		return nil
	}
	f.found, f.none = nil, len(m.paths) == 0
	if common := commonStart(m.paths); len(common) > len(m.typed) {
		f.SetValue(common)
		f.touched = true
	}
	if len(m.paths) > 1 {
		f.found = m.paths
	}
	return nil
}

// Close stops a look that is under way.
func (f *FileField) Close() { f.job.Cancel() }

// View draws the field, and below it the paths that fit.
func (f *FileField) View(w, lw int, focused bool) []string {
	lines := f.Field.View(w, lw, focused)
	if !focused || (len(f.found) == 0 && !f.none) {
		return lines
	}
	t, words := f.env.Theme, &f.env.Words.Shell
	text := words.NoMatch
	if len(f.found) > 0 {
		text = assets.Fill(words.Matches, "n", strconv.Itoa(len(f.found)))
		for n, p := range f.found {
			if n == 8 {
				text += " ..."
				break
			}
			text += "  " + model.Clean(lastPart(p))
		}
	}
	for _, l := range Wrap(text, w-lw) {
		lines = append(lines, strings.Repeat(" ", lw)+t.Dim.Render(l))
	}
	return lines
}

// lastPart is the last element of a path, with its final slash.
func lastPart(p string) string {
	body := strings.TrimRight(p, `/\`)
	if i := strings.LastIndexAny(body, `/\`); i >= 0 {
		return p[i+1:]
	}
	return p
}

func commonStart(all []string) string {
	if len(all) == 0 {
		return ""
	}
	common := []rune(all[0])
	for _, s := range all[1:] {
		r := []rune(s)
		n := 0
		for n < len(common) && n < len(r) && common[n] == r[n] {
			n++
		}
		common = common[:n]
	}
	return string(common)
}
