package assets

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"certwright/model"
)

// recipeValues are what a person or the workspace gives; the rest is made from them.
//
//	name        the server's identity
//	server_dir  its directory here; it is copied as a whole
//	host, port  what clients dial; no port is the system's usual one
//	user        for ssh; root when empty
//	client_dir  directory of the client identity, "" for none: sections about a client are left out
//	local       not empty when the server is this machine; a loopback host is, in any case
//	listen      address to listen on; every one when empty
//	members     "name=host,name=host": every member of the cluster that this server belongs to; with fewer than two it stands alone
var recipeValues = []string{"name", "server_dir", "host", "port", "user", "client_dir", "local", "listen", "members"}

// Recipe fills the place page of a system: where the files go, what to configure and what to restart. Values that enter
// commands are quoted for a shell; one that cannot stand in a configuration file as it is gives an error, and so does a
// system without recipe or a value that is needed and missing. Unknown values are passed over.
func Recipe(system string, lang Lang, values map[string]string) (model.Recipe, error) {
	b, err := files.ReadFile("recipes/" + system + "/" + string(lang) + ".md")
	if err != nil {
		return model.Recipe{}, fmt.Errorf("no recipe for %q", system)
	}
	title, blocks, err := headed(string(b))
	if err != nil {
		return model.Recipe{}, err
	}
	v := recipeSetting(system, values)
	r := model.Recipe{System: system, Title: fillWith(title, v.shown)}
	for _, b := range blocks {
		s, err := parseRecipeSection(b)
		if err != nil {
			return model.Recipe{}, err
		}
		if !v.wants(s.when) {
			continue
		}
		filled, err := v.fill(s)
		if err != nil {
			return model.Recipe{}, err
		}
		r.Sections = append(r.Sections, filled)
	}
	return r, nil
}

type recipeSection struct {
	id, when, title, text, code, kind string
}

var (
	recipeHeading = regexp.MustCompile(`^([a-z]+)(?: (local|remote|client|cluster|alone))?: (.+)$`)
	recipeIDs     = []string{"copy", "owner", "config", "restart", "check", "client", "log", "undo"}
	codeKinds     = []string{"sh", "file", "json", "nginx"}
)

func parseRecipeSection(b block) (recipeSection, error) {
	h := recipeHeading.FindStringSubmatch(b.name)
	if h == nil {
		return recipeSection{}, fmt.Errorf("heading %q is not \"id: title\"", b.name)
	}
	s := recipeSection{id: h[1], when: h[2], title: h[3]}
	text, fenced, ok := strings.Cut(b.body, "```")
	s.text = strings.TrimSpace(text)
	if !ok {
		return s, nil
	}
	kind, rest, _ := strings.Cut(fenced, "\n")
	code, after, closed := strings.Cut(rest, "```")
	if !closed || strings.TrimSpace(after) != "" {
		return recipeSection{}, fmt.Errorf("section %q: one block of code, at the end", b.name)
	}
	s.kind, s.code = kind, strings.TrimRight(code, "\n")
	return s, nil
}

// setting is the values of one page.
type setting map[string]string

func recipeSetting(system string, given map[string]string) setting {
	v := setting{}
	for _, k := range recipeValues {
		v[k] = given[k]
	}
	for _, t := range model.Targets() {
		if t.ID == system && v["port"] == "" {
			v["port"] = t.Port
		}
	}
	if v["user"] == "" {
		v["user"] = "root"
	}
	if v["listen"] == "" {
		v["listen"] = "0.0.0.0"
	}
	if model.Loopback(v["host"]) {
		v["local"] = "yes"
	}
	v["at"], v["listen"] = bracketed(v["host"]), bracketed(v["listen"])
	v["cluster"] = initialCluster(v)
	if v["server_dir"] != "" {
		v["arrived"] = path.Base(strings.ReplaceAll(v["server_dir"], `\`, "/"))
	}
	return v
}

// initialCluster is what etcd wants as its list of members, this server among them: NAME=https://HOST:2380, separated by
// commas. It is empty when some part could not stand there as it is.
func initialCluster(v setting) string {
	members := splitMembers(v["members"])
	if !slices.ContainsFunc(members, func(m string) bool { return strings.HasPrefix(m, v["name"]+"=") }) {
		members = append(members, v["name"]+"="+v["host"])
	}
	var list []string
	for _, m := range members {
		name, host, _ := strings.Cut(m, "=")
		if !plainValue.MatchString(name) || !plainValue.MatchString(host) || strings.Contains(host, "/") {
			return ""
		}
		list = append(list, name+"=https://"+bracketed(host)+":2380")
	}
	return strings.Join(list, ",")
}

func splitMembers(s string) []string {
	return slices.DeleteFunc(strings.Split(s, ","), func(m string) bool { return m == "" })
}

func bracketed(host string) string {
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		return "[" + host + "]"
	}
	return host
}

func (v setting) wants(when string) bool {
	switch when {
	case "local":
		return v["local"] != ""
	case "remote":
		return v["local"] == ""
	case "client":
		return v["client_dir"] != ""
	case "cluster":
		return len(splitMembers(v["members"])) > 1
	case "alone":
		return len(splitMembers(v["members"])) < 2
	}
	return true
}

func (v setting) shown(key string) string { return model.Clean(v[key]) }

// plainValue may stand in a configuration file without quotes of any kind.
var plainValue = regexp.MustCompile(`^[A-Za-z0-9._:/@%+,\[\]-]+$`)

func (v setting) fill(s recipeSection) (model.RecipeSection, error) {
	var err error
	code := fillWith(s.code, func(key string) string {
		value := v[key]
		switch {
		case value == "":
			err = fmt.Errorf("recipe needs a value for %s", key)
		case key == "cluster":
			return value // made of plain values
		case s.kind == "sh" && (key == "at" || key == "listen") && plainValue.MatchString(value):
			return value // the brackets of an IPv6 address need no quotes inside a word like https://[::1]:2379
		case s.kind == "sh":
			return model.ShellQuote(value)
		case !plainValue.MatchString(value):
			err = fmt.Errorf("%s %q cannot be written into a configuration file", key, value)
		}
		return value
	})
	return model.RecipeSection{ID: s.id, Title: fillWith(s.title, v.shown), Text: fillWith(s.text, v.shown), Code: code}, err
}
