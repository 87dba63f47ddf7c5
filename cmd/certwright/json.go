package main

import (
	"encoding/json"

	"certwright/assets"
	"certwright/model"
)

// Schemas name the shape of each JSON answer; a number changes when a field changes its meaning or goes away.
const (
	schemaProbe   = "certwright/probe/1"
	schemaInspect = "certwright/inspect/1"
	schemaVerify  = "certwright/verify/1"
	schemaList    = "certwright/list/1"
	schemaExplain = "certwright/explain/1"
	schemaRefused = "certwright/refused/1"
)

// jsonFinding is a finding with its words, the same that the screens and the text output show.
type jsonFinding struct {
	Code      model.Code      `json:"code"`
	Variant   string          `json:"variant,omitempty"`
	Severity  model.Severity  `json:"severity"`
	Party     model.Party     `json:"party"`
	Certainty model.Certainty `json:"certainty"`
	Tried     bool            `json:"tried,omitempty"`
	Title     string          `json:"title"`
	What      string          `json:"what"`
	Whose     string          `json:"whose"`
	Fix       string          `json:"fix"`
	Why       string          `json:"why"`
	SeenAs    []string        `json:"seen_as"`
	Commands  []string        `json:"commands"`
	Fixes     []jsonFix       `json:"fixes"`
	Evidence  []model.Fact    `json:"evidence"`
}

// jsonFix is a remedy with its sentence.
type jsonFix struct {
	Kind     model.FixKind `json:"kind"`
	Text     string        `json:"text"`
	Command  string        `json:"command"`
	Auto     bool          `json:"auto"`
	Identity string        `json:"identity,omitempty"`
	AddSANs  []model.SAN   `json:"add_sans,omitempty"`
	AddEKUs  []string      `json:"add_ekus,omitempty"`
	Renew    bool          `json:"renew,omitempty"`
	File     string        `json:"file,omitempty"`
	Name     string        `json:"name,omitempty"`
}

func jsonFindings(found []model.Finding, lang assets.Lang) []jsonFinding {
	out := []jsonFinding{}
	for _, f := range found {
		e := assets.Explain(f, lang)
		j := jsonFinding{
			Code: f.Code, Variant: f.Variant, Severity: f.Severity, Party: f.Party, Certainty: f.Certainty, Tried: f.Tried,
			Title: e.Title, What: assets.Joined(e.What), Whose: assets.Joined(e.Whose), Fix: assets.Joined(e.Fix), Why: assets.Joined(e.Why),
			SeenAs: list(e.SeenAs), Commands: list(e.Commands), Fixes: []jsonFix{}, Evidence: f.Evidence,
		}
		for _, x := range f.Fixes {
			j.Fixes = append(j.Fixes, jsonFix{Kind: x.Kind, Text: assets.FixText(x, lang), Command: x.Command, Auto: x.Auto,
				Identity: x.Identity, AddSANs: x.AddSANs, AddEKUs: x.AddEKUs, Renew: x.Renew, File: x.File, Name: x.Name})
		}
		if j.Evidence == nil {
			j.Evidence = []model.Fact{}
		}
		out = append(out, j)
	}
	return out
}

// list keeps an empty list a list.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// printJSON writes one object, whole and alone.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return model.Fail(writeFailed("stdout", err))
	}
	return nil
}

func (a *app) printReportJSON(r model.Report) error {
	findings := jsonFindings(r.Findings, a.language())
	r.Findings = nil
	r.Chain, r.Messages = list(r.Chain), list(r.Messages)
	return a.printJSON(struct {
		Schema   string        `json:"schema"`
		OK       bool          `json:"ok"`
		Findings []jsonFinding `json:"findings"`
		EndedHow string        `json:"ended_text"`
		jsonAccepts
		jsonReport
	}{schemaProbe, r.Done && okJSON(findings), findings, a.words().Common.Ending[r.Ended], jsonAcceptsOf(r.Accepts, a.language()),
		jsonReport{Report: r, Tries: jsonTries(r.Tries, a.language()), Blocked: jsonFindings(r.Blocked, a.language())}})
}

// jsonReport is a report without its bare findings and experiments: they are given with their words.
type jsonReport struct {
	model.Report
	Findings *struct{}     `json:"findings,omitempty"`
	Tries    []jsonTry     `json:"tries,omitempty"`
	Blocked  []jsonFinding `json:"tries_blocked,omitempty"`
}

func okJSON(found []jsonFinding) bool {
	for _, f := range found {
		if f.Severity == model.Fatal {
			return false
		}
	}
	return true
}

// refuse answers a command line that cannot be carried out, as JSON on stdout where JSON was asked for.
func (a *app) refuse(asJSON bool, found []model.Finding) error {
	found = model.Arrange(found)
	if !asJSON {
		return model.Fail(found...)
	}
	if err := a.printJSON(struct {
		Schema   string        `json:"schema"`
		OK       bool          `json:"ok"`
		Findings []jsonFinding `json:"findings"`
	}{schemaRefused, false, jsonFindings(found, a.language())}); err != nil {
		return err
	}
	return errPrinted
}
