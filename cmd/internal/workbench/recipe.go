package workbench

import (
	"cmp"
	"context"
	"net"
	"os/user"
	"slices"
	"strings"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/nav"
)

// Recipe fills the place page of a system: which files go where, how the service is told, restarted, checked and undone.
func (w *Workbench) Recipe(ctx context.Context, r nav.RecipeRequest) (model.Recipe, error) {
	ws, err := w.Load(ctx)
	if err != nil {
		return model.Recipe{}, err
	}
	server, found := findIdentity(ws, r.Server)
	if len(found) > 0 {
		return model.Recipe{}, model.Fail(found...)
	}
	if r.Client != "" {
		if _, found := findIdentity(ws, r.Client); len(found) > 0 {
			return model.Recipe{}, model.Fail(found...)
		}
	}
	if len(server.Certificate.EKUs) > 0 && !contains(server.Certificate.EKUs, "serverAuth") {
		return model.Recipe{}, model.Fail(model.New(model.WrongServerEKU, "certificate", server.Ref(), "has", strings.Join(server.Certificate.EKUs, ", ")).Seen("the file"))
	}
	if r.Host != "" {
		if _, found := model.ParseTarget(net.JoinHostPort(strings.Trim(r.Host, "[]"), cmp.Or(r.Port, "1"))); !model.OK(found) {
			return model.Recipe{}, model.Fail(found...)
		}
	}
	values := map[string]string{
		"name": server.Name, "server_dir": server.Dir, "host": r.Host, "port": r.Port, "user": userName(ws),
		"members": strings.Join(r.Members, ","),
	}
	if values["host"] == "" {
		values["host"] = dialable(server.Certificate)
	}
	if own(ws, values["host"]) || onlyOwn(ws, server.Certificate) {
		values["local"] = "yes"
	}
	if values["port"] == "" {
		values["port"] = portOf(r.System)
	}
	if client, ok := recipeClient(ws, server, r.Client); ok {
		values["client_dir"] = client.Dir
	}
	recipe, err := assets.Recipe(r.System, assets.Lang(r.Lang), values)
	return recipe, failure(err)
}

// own reports a name or address of this very machine.
func own(ws model.Workspace, name string) bool {
	if model.Loopback(name) {
		return true
	}
	if ip := net.ParseIP(strings.Trim(name, "[]")); ip != nil {
		return slices.ContainsFunc(ws.Addresses, func(a string) bool { return ip.Equal(net.ParseIP(a)) })
	}
	short, _, _ := strings.Cut(ws.Host, ".")
	name = strings.TrimSuffix(name, ".")
	return name != "" && (strings.EqualFold(name, ws.Host) || strings.EqualFold(name, short))
}

// onlyOwn reports a certificate by which nothing but this machine can be meant.
func onlyOwn(ws model.Workspace, c model.Certificate) bool {
	n := 0
	for _, s := range c.SANs {
		if s.Kind != model.DNS && s.Kind != model.IP {
			continue
		}
		if n++; !own(ws, s.Value) {
			return false
		}
	}
	return n > 0
}

// recipeClient is the identity of the example lines: the one named, else the first client of the same CA.
func recipeClient(ws model.Workspace, server model.Identity, ref string) (model.Identity, bool) {
	if ref != "" {
		client, found := findIdentity(ws, ref)
		return client, len(found) == 0
	}
	a, _ := ws.Find(server.Authority)
	for _, i := range a.Identities {
		if i.Name != server.Name && contains(i.Certificate.EKUs, "clientAuth") && !contains(i.Certificate.EKUs, "serverAuth") {
			return i, true
		}
	}
	return model.Identity{}, false
}

// dialable is the name that others would dial: the first address or name that is not this machine's own.
func dialable(c model.Certificate) string {
	fallback := "localhost"
	for _, s := range c.SANs {
		switch {
		case s.Kind != model.DNS && s.Kind != model.IP:
		case s.Value == "localhost" || s.Value == "127.0.0.1" || s.Value == "::1":
			fallback = "127.0.0.1"
		case s.Kind == model.IP:
			return s.Value
		}
	}
	for _, s := range c.SANs {
		if s.Kind == model.DNS && s.Value != "localhost" {
			return s.Value
		}
	}
	return fallback
}

func portOf(system string) string {
	for _, t := range model.Targets() {
		if t.ID == system && t.Port != "" {
			return t.Port
		}
	}
	return "443"
}

func userName(ws model.Workspace) string {
	if ws.User != "" {
		return ws.User
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "root"
}

func contains(list []string, s string) bool { return index(list, s) >= 0 }
