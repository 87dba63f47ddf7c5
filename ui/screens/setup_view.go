package screens

import (
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/theme"
)

// Heights of the body under which less is said around a question.
const (
	trailHeight  = 16 // the trail of steps
	detailHeight = 13 // a blank line between the question and its lines
)

// View implements nav.Screen.
func (s *Setup) View(w, h int) string {
	switch {
	case !s.loaded:
		return "\n " + s.env.Theme.Dim.Render(s.env.Words.Setup.Loading)
	case len(s.failed) > 0:
		return strings.Join(kit.Problem(s.env, s.failed, w), "\n")
	case s.at == stepPlace:
		return s.place.View(w, h)
	}
	var trail string
	if h >= trailHeight {
		trail, h = s.trail(w)+"\n\n", h-2
	}
	if s.at == stepReview {
		return trail + s.review.View(w, h)
	}
	if len(s.side(w)) == 0 {
		return trail + s.body(w, h)
	}
	return trail + formBeside(s.env, s.body, s.side, w, h)
}

// trail shows the steps, the present one in brackets.
func (s *Setup) trail(w int) string {
	t := s.env.Theme
	out, before := "", true
	for _, step := range s.shown() {
		name := s.name(step)
		switch {
		case step == s.outer():
			out += t.Accent.Render("[" + name + "]")
			before = false
			continue
		case before:
			out += " " + t.Value.Render(name) + " "
			continue
		}
		out += " " + t.Dim.Render(name) + " "
	}
	return theme.Cut(out, w)
}

// body draws the question and its lines.
func (s *Setup) body(w, h int) string {
	words, t := s.words(), s.env.Theme
	lines := kit.Paragraph(t.Strong, words.Text, w)
	if detail := kit.Paragraph(t.Dim, words.Detail, w); len(lines)+len(detail)+s.least() <= h {
		lines = append(lines, detail...)
	}
	if h >= detailHeight {
		lines = append(lines, "")
	}
	rest := max(h-len(lines), 1)
	return strings.Join(append(lines, s.lines(w, rest)), "\n")
}

// least is how many lines the form of the present step wants at least.
func (s *Setup) least() int {
	if s.at == stepTarget {
		return len(model.Targets())
	}
	return 3
}

// lines draw what is answered: the choice or the form.
func (s *Setup) lines(w, h int) string {
	switch s.at {
	case stepTarget:
		return withNote(s.target.View, kit.Paragraph(s.env.Theme.Dim, s.env.Words.Setup.Socket, w), w, h)
	case stepUse:
		why := kit.Paragraph(s.env.Theme.Value, s.env.Words.Setup.UseWhy[s.system.ID], w)
		return withNote(s.use.View, why, w, h)
	case stepProbe:
		ca, _ := authorityOf(s.probe.place().Server)
		note := kit.Rows(s.env.Theme, []kit.Row{{Label: s.env.Words.Setup.Trust, Value: model.Clean(ca)}}, w)
		if s.probe.places[0].Client == "" {
			note = append(note, kit.Paragraph(s.env.Theme.Dim, s.env.Words.Setup.ProbeOnly, w)...)
		}
		return withNote(s.probe.View, note, w, h)
	}
	return s.question().View(w, h)
}

// withNote draws a widget and a note below it; the note gives way when there is no room.
func withNote(draw func(w, h int) string, note []string, w, h int) string {
	text := draw(w, h)
	if strings.Count(text, "\n")+1+len(note)+1 > h {
		return text
	}
	return text + "\n\n" + strings.Join(note, "\n")
}

// words are the question of the present step.
func (s *Setup) words() assets.StartLine {
	w := &s.env.Words.Setup
	switch s.at {
	case stepTarget:
		return w.Target
	case stepPort:
		return w.Port
	case stepCA:
		return w.CA
	case stepSubject:
		return w.Subject
	case stepNames:
		return w.Names
	case stepUse:
		return w.Use
	case stepClient:
		return w.Client
	case stepMore:
		return assets.StartLine{Text: w.MoreTitle, Detail: w.MoreText}
	}
	return w.Probe
}

// side draws the certificate as it will be: the one that the present step is about.
func (s *Setup) side(w int) []string {
	switch s.at {
	case stepCA, stepSubject:
		if s.ca.isNew() {
			return previewAuthority(s.env, s.authoritySpec(), w)
		}
	case stepClient:
		if spec, ok := s.clientSpec(); ok {
			return previewIdentity(s.env, spec, s.authority(), w)
		}
		return nil
	case stepTarget, stepPort, stepProbe:
		return nil
	}
	specs := s.machineSpecs()
	if len(specs) == 0 {
		return nil
	}
	return previewIdentity(s.env, specs[s.names.focused()], s.authority(), w)
}
