package screens

import (
	"path"
	"slices"
	"strings"
	"time"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/kit"
	"certwright/ui/nav"
	"certwright/ui/theme"
)

// planLines are what stands in the way first, then what will be done, then what somebody has to do by hand.
func (s *Review) planLines(w int) []string {
	lines := s.opening(w)
	for _, step := range s.plan.Steps {
		lines = append(append(lines, stepLines(s.env, step, s.plan.Findings, w)...), "")
	}
	return append(lines, manualLines(s.env, s.plan.Manual, w)...)
}

// opening says whether the plan can be carried out.
func (s *Review) opening(w int) []string {
	words, t := &s.env.Words.Identity, s.env.Theme
	found := model.Arrange(s.plan.Findings)
	if !model.OK(found) {
		lines := append(kit.Problem(s.env, found, w), "")
		if s.unwise() != nil {
			lines = append(append(lines, kit.Paragraph(t.Warn, words.AnywayText, w)...), "")
		}
		return lines
	}
	lines := append(kit.Paragraph(t.Value, s.introduction(), w), "")
	if len(found) > 0 {
		lines = append(append(lines, kit.Warnings(s.env, found, w)...), "")
	}
	return lines
}

func (s *Review) introduction() string {
	w := &s.env.Words.Plan
	switch {
	case s.intro != nil:
		return s.intro()
	case !s.fix:
		return s.env.Words.Identity.ReviewIntro
	case len(s.plan.Steps) == 0:
		return w.Nothing
	case s.redials():
		return w.RedialOnly
	}
	return w.Intro
}

// stepLines draws one step: what it does and for how long it holds, the diff, the directory and the files with their modes.
func stepLines(env *nav.Env, step model.Step, found []model.Finding, w int) []string {
	t := env.Theme
	title := " " + t.Strong.Render(stepTitle(env, step))
	lines := []string{strings.TrimRight(theme.Sides(title, t.Dim.Render(stepLife(env, step, found))+" ", w), " ")}
	if theme.Width(title)+theme.Width(stepLife(env, step, found))+2 > w {
		lines = append([]string{title}, kit.Indent([]string{t.Dim.Render(stepLife(env, step, found))}, 3)...)
	}
	if len(step.Changes) == 0 {
		lines = append(lines, kit.Indent(kit.Rows(t, specRows(env, step), w-2), 2)...)
	}
	lines = append(lines, kit.Rows(t, changeRows(env, step), w)...)
	if len(step.Changes) > 0 && len(step.Files) > 0 {
		lines = append(lines, "")
	}
	return append(lines, fileLines(env, step.Files, w)...)
}

// specRows are what has to be right in something new: whose it is, the names, the use and the key.
func specRows(env *nav.Env, step model.Step) []kit.Row {
	f := &env.Words.Home.Facts
	switch {
	case step.Kind == model.StepCreateAuthority && step.Authority != nil:
		spec := step.Authority.Complete()
		key := string(spec.Key)
		if spec.Passphrase != "" {
			key += ", " + f.Encrypted
		}
		return []kit.Row{{Label: f.Subject, Value: model.Clean(spec.Subject.String())}, {Label: f.Key, Value: key}}
	case step.Kind == model.StepIssue && step.Identity != nil:
		spec, _ := step.Identity.Complete(model.Authority{Name: step.Identity.Authority})
		names := sansText(env, spec.SANs)
		if names == "" && spec.Accepts() {
			names = f.NoNames
		}
		return []kit.Row{{Label: f.Names, Value: names}, {Label: f.Use, Value: cleanList(spec.EKUs) + "   " + f.Key + " " + string(spec.Key)}}
	}
	return nil
}

// stepLife is the lifetime of what a step makes; "" where the diff tells it.
func stepLife(env *nav.Env, step model.Step, found []model.Finding) string {
	var from, to time.Time
	switch {
	case step.Kind == model.StepCreateAuthority && step.Authority != nil:
		from, to = lifetime(env, step.Authority.Complete().Days, nil)
	case step.Kind == model.StepIssue && step.Identity != nil && step.Identity.NotAfter.IsZero():
		days := step.Identity.Days
		if days == 0 {
			days = model.DefaultIdentityDays
		}
		from, to = lifetime(env, days, nil)
	default:
		return ""
	}
	text := day(to)
	for _, f := range found {
		if f.Code == model.DaysClamped && step.Identity != nil && f.Value("authority") == step.Identity.Authority && len(f.Value("until")) >= len(text) {
			text = f.Value("until")[:len(text)]
		}
	}
	return assets.Fill(env.Words.Plan.Until, "from", day(from), "to", model.Clean(text))
}

// changeRows draws the diff. Of a list only what comes and goes stands out; the rest says that it stays.
func changeRows(env *nav.Env, step model.Step) []kit.Row {
	stays := env.Words.Identity.Stays
	var rows []kit.Row
	for _, c := range step.Changes {
		before, after := model.Clean(c.Before), model.Clean(c.After)
		label := env.Words.Common.Change[c.Field]
		if label == "" {
			label = model.Clean(c.Field)
		}
		switch {
		case c.Same && after == "":
			after = before + stays
		case c.Same:
			after += stays
		case strings.Contains(before, ", ") || strings.Contains(after, ", "):
			rows = append(rows, listRows(label, before, after, stays)...)
			continue
		case c.Field == "not_after" && len(before) > len(dayLayout) && len(after) > len(dayLayout):
			if after = after[:len(dayLayout)]; before[:len(dayLayout)] != after {
				after = before[:len(dayLayout)] + " -> " + after
			}
		case before != "":
			after = before + " -> " + after
		}
		rows = append(rows, kit.Row{Label: label, Value: after})
	}
	return rows
}

// listRows compares two lists with commas: what stays in one line, then what comes and what goes.
func listRows(label, before, after, stays string) []kit.Row {
	old, now := strings.Split(before, ", "), strings.Split(after, ", ")
	var kept, other []string
	for _, x := range now {
		switch {
		case slices.Contains(old, x):
			kept = append(kept, x)
		case x != "":
			other = append(other, "+ "+x)
		}
	}
	for _, x := range old {
		if x != "" && !slices.Contains(now, x) {
			other = append(other, "- "+x)
		}
	}
	var rows []kit.Row
	if len(kept) > 0 {
		rows = append(rows, kit.Row{Label: label, Value: strings.Join(kept, ", ") + stays})
		label = " "
	}
	for _, x := range other {
		rows = append(rows, kit.Row{Label: label, Value: x})
		label = " "
	}
	return rows
}

// fileLines draws the directory once and the files by mode below it.
func fileLines(env *nav.Env, files []model.PlannedFile, w int) []string {
	if len(files) == 0 {
		return nil
	}
	t := env.Theme
	slash := func(p string) string { return strings.ReplaceAll(p, `\`, "/") }
	dir := path.Dir(slash(files[0].Path))
	note := ""
	if files[0].Exists {
		note = env.Words.Identity.Replaces
	}
	lines := kit.Indent(kit.Wrap(model.Clean(dir)+"/"+note, w-4), 3)
	var modes []string
	byMode := map[string][]string{}
	for _, f := range files {
		if byMode[f.Mode] == nil {
			modes = append(modes, f.Mode)
		}
		byMode[f.Mode] = append(byMode[f.Mode], model.Clean(path.Base(slash(f.Path))))
	}
	var groups []string
	width := 3
	for _, m := range modes {
		groups = append(groups, t.Label.Render(m)+" "+strings.Join(byMode[m], " "))
		width += theme.Width(groups[len(groups)-1]) + 3
	}
	if width <= w {
		return append(lines, "   "+strings.Join(groups, "   "))
	}
	for _, g := range groups {
		lines = append(lines, kit.Indent(kit.Wrap(g, w-4), 3)...)
	}
	return lines
}

// manualLines says what somebody has to do, with the commands to copy at the edge of the window.
func manualLines(env *nav.Env, fixes []model.Fix, w int) []string {
	if len(fixes) == 0 {
		return nil
	}
	t := env.Theme
	lines := []string{" " + t.Strong.Render(env.Words.Plan.ByHand)}
	for _, f := range fixes {
		for n, l := range kit.Flow(assets.FixText(f, env.Words.Lang), w-4) {
			mark := "   "
			if n == 0 {
				mark = " - "
			}
			lines = append(lines, mark+l)
		}
		if f.Command != "" {
			lines = append(lines, kit.Plain(f.Command, w)...)
		}
	}
	return append(lines, "")
}

func stepTitle(env *nav.Env, step model.Step) string {
	name := ""
	switch {
	case step.Authority != nil:
		name = step.Authority.Name
	case step.Identity != nil:
		name = step.Identity.Authority + "/" + step.Identity.Name
	}
	return assets.Fill(env.Words.Common.Step[step.Words()], "name", model.Clean(name))
}
