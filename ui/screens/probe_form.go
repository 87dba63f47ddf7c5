package screens

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
	"certwright/ui/keys"
	"certwright/ui/kit"
	"certwright/ui/nav"
)

// IDs of the values that are no authority and no identity; names of those have a prefix.
const (
	pickSystem = "system"
	pickFile   = "file"
	pickNobody = "nobody"
	prefixCA   = "ca:"
	prefixAs   = "as:"
)

// dialForm asks what to dial, whom to trust and as whom. Every line but the first has a value from the start, so enter
// dials from wherever the focus is.
type dialForm struct {
	env   *nav.Env
	base  model.Dial // what the form does not ask stays as it was
	space model.Workspace
	form  *kit.Form
	own   bool // whom to trust and as whom was chosen by hand

	target, name                 *kit.Field
	caFile, cert, key, crl       *kit.FileField
	ca, as, strangers, plainText *kit.Pick
}

func newDialForm(env *nav.Env, d model.Dial, space model.Workspace) *dialForm {
	w := &env.Words.Probe.Form
	s := &dialForm{env: env, base: d, space: space}
	target := ""
	switch {
	case whole(d):
		target = d.Target()
	case d.Host != "":
		target = d.Address() // "etcd-1:", the port is to be typed
	}
	s.target = kit.NewField(env, &w.Target.Text, &w.Target.Detail, target)
	s.target.Check = func(v string) []model.Finding {
		_, found := model.ParseTarget(v)
		return found
	}
	s.ca = kit.NewPick(env, &w.CA.Text, &w.CA.Detail, s.authorities, "")
	s.as = kit.NewPick(env, &w.As.Text, &w.As.Detail, s.identities, "")
	s.caFile = kit.NewFileField(env, &w.CAFile.Text, &w.CAFile.Detail, "")
	s.cert = kit.NewFileField(env, &w.Cert.Text, &w.Cert.Detail, d.Cert)
	s.key = kit.NewFileField(env, &w.Key.Text, &w.Key.Detail, d.Key)
	for _, f := range []*kit.FileField{s.caFile, s.cert, s.key} {
		f.Check = needed
	}
	s.crl = kit.NewFileField(env, &w.CRL.Text, &w.CRL.Detail, d.CRL)
	s.name = kit.NewField(env, &w.Name.Text, &w.Name.Detail, d.ServerName)
	s.name.Check = checkServerName
	s.strangers = kit.NewPick(env, &w.Strangers.Text, &w.Strangers.Detail, s.yesNo, "")
	s.plainText = kit.NewPick(env, &w.StartTLS.Text, &w.StartTLS.Detail, s.beginnings, d.StartTLS)
	if whole(d) && !d.Strangers {
		s.strangers.SetValue("no")
	}
	s.form = kit.NewForm(env)
	s.choose()
	s.arrange()
	return s
}

// whole reports whether a dial can begin without asking.
func whole(d model.Dial) bool { return d.Host != "" && d.Port != "" }

// needed complains about an empty path in the words of a file that is not there.
func needed(v string) []model.Finding {
	if v != "" {
		return nil
	}
	return []model.Finding{model.New(model.FileUnreadable, "file", "", "role", "file", "reason", "").As("missing")}
}

// checkServerName wants one DNS name or address, or nothing.
func checkServerName(v string) []model.Finding {
	if v == "" {
		return nil
	}
	san, found := model.ParseSAN(v)
	if san.Kind != model.DNS && san.Kind != model.IP || strings.Contains(v, "*") {
		_, found = model.ParseTarget(v + ":443")
	}
	return found
}

// settle takes the workspace when it has been read; what the person has chosen until then stays.
func (s *dialForm) settle(space model.Workspace) {
	ca, as := s.ca.Value(), s.as.Value()
	s.space = space
	if s.own {
		s.ca.SetValue(ca)
		s.as.SetValue(as)
	} else {
		s.choose()
	}
	s.arrange()
}

// choose fills in whom to trust and as whom: what the dial says, else what the workspace makes likely.
func (s *dialForm) choose() {
	ca, as := s.likely()
	s.ca.SetValue(ca)
	s.as.SetValue(as)
	file := ""
	if ca == pickFile {
		file = s.base.CA
	}
	s.caFile.Default(file)
}

// likely gives the IDs of the CA and the identity that the form begins with.
func (s *dialForm) likely() (ca, as string) {
	d := s.base
	trusted, known := s.space.Find(d.CA)
	identity, held := findIdentity(s.space, d.As)
	blank := !whole(d) && d.Cert == "" && d.As == ""
	if blank && d.CA == "" && len(s.space.Authorities) == 1 {
		trusted, known = s.space.Authorities[0], true
	}
	ca, as = pickSystem, pickNobody
	switch {
	case known:
		ca = prefixCA + trusted.Name
	case d.CA != "":
		ca = pickFile
	case held:
		ca = prefixCA + identity.Authority
	}
	switch {
	case held:
		as = prefixAs + identity.Ref()
	case d.Cert != "":
		as = pickFile
	case blank:
		if i, ok := bestClient(trusted, s.env.Now().Unix()); ok {
			as = prefixAs + i.Ref()
		}
	}
	return ca, as
}

func (s *dialForm) authorities() []kit.Choosable {
	w := &s.env.Words.Probe.Form
	var out []kit.Choosable
	for _, a := range s.space.Authorities {
		out = append(out, kit.Choosable{ID: prefixCA + a.Name, Text: model.Clean(a.Name)})
	}
	return append(out, kit.Choosable{ID: pickSystem, Text: w.System}, kit.Choosable{ID: pickFile, Text: w.File})
}

func (s *dialForm) identities() []kit.Choosable {
	w := &s.env.Words.Probe.Form
	out := []kit.Choosable{{ID: pickNobody, Text: w.Nobody}}
	for _, a := range s.space.Authorities {
		for _, i := range a.Identities {
			text := i.Name
			if len(s.space.Authorities) > 1 {
				text = i.Ref()
			}
			if i.KeyFile != "" {
				out = append(out, kit.Choosable{ID: prefixAs + i.Ref(), Text: model.Clean(text)})
			}
		}
	}
	return append(out, kit.Choosable{ID: pickFile, Text: w.Files})
}

func (s *dialForm) yesNo() []kit.Choosable {
	w := &s.env.Words.Probe.Form
	return []kit.Choosable{{ID: "yes", Text: w.TryThem}, {ID: "no", Text: w.LeaveOut}}
}

func (s *dialForm) beginnings() []kit.Choosable {
	out := []kit.Choosable{{Text: s.env.Words.Probe.Form.Plain}}
	for _, p := range model.StartTLSProtocols() {
		out = append(out, kit.Choosable{ID: p, Text: p})
	}
	return out
}

// arrange puts the lines together that the chosen values need.
func (s *dialForm) arrange() {
	items := []kit.Item{s.target, s.ca}
	if s.ca.Value() == pickFile {
		items = append(items, s.caFile)
	}
	items = append(items, s.as)
	if s.as.Value() == pickFile {
		items = append(items, s.cert, s.key)
	}
	if s.as.Value() != pickNobody {
		items = append(items, s.strangers)
	}
	s.form.Items = append(items, s.name, s.plainText, s.crl)
}

// trust puts the focus on the choice of the CA, with a file as its value.
func (s *dialForm) trust() {
	s.ca.SetValue(pickFile)
	s.focus(s.caFile)
}

// files puts the focus on the client certificate's file.
func (s *dialForm) files() {
	s.as.SetValue(pickFile)
	s.focus(s.cert)
}

func (s *dialForm) focus(item kit.Item) {
	s.own = true
	s.arrange()
	for n, i := range s.form.Items {
		if i == item {
			s.form.Focus(n)
		}
	}
}

// dial is what the form says now.
func (s *dialForm) dial() model.Dial {
	d, _ := model.ParseTarget(s.target.Value())
	d.CRL = s.crl.Value()
	d.MinTLS, d.MaxTLS, d.Timeout, d.NoHTTP = s.base.MinTLS, s.base.MaxTLS, s.base.Timeout, s.base.NoHTTP
	if d.ServerName = s.name.Value(); d.ServerName != "" {
		if san, found := model.ParseSAN(d.ServerName); model.OK(found) {
			d.ServerName = san.Value // typed as openssl writes it: DNS:name
		}
	}
	if p := s.plainText.Value(); p != "" {
		d.StartTLS = p
	}
	as, identity := strings.CutPrefix(s.as.Value(), prefixAs)
	switch {
	case identity:
		d.As = as
	case as == pickFile:
		d.Cert, d.Key = s.cert.Value(), s.key.Value()
	}
	ca, authority := strings.CutPrefix(s.ca.Value(), prefixCA)
	switch {
	case authority:
		d.CA = ca
	case ca == pickFile:
		d.CA = s.caFile.Value()
	case identity: // an identity alone would bring its own CA along
		i, _ := findIdentity(s.space, as)
		d.As, d.Cert, d.Key = "", i.CertFile, i.KeyFile
	}
	d.Strangers = as != pickNobody && s.strangers.Value() == "yes"
	return d
}

// Update takes a message and reports true when everything is there and the dial can begin.
func (s *dialForm) Update(msg tea.Msg) (tea.Cmd, bool) {
	if m, ok := msg.(tea.KeyMsg); ok && key.Matches(m, s.env.Keys.Enter) {
		return nil, s.form.Submit()
	}
	ca, as := s.ca.Value(), s.as.Value()
	cmd, _ := s.form.Update(msg)
	s.unprefix()
	s.own = s.own || ca != s.ca.Value() || as != s.as.Value()
	s.arrange()
	return cmd, false
}

// unprefix takes away the host that stood there, without its port, when what is typed behind it is a target of its own.
func (s *dialForm) unprefix() {
	if s.base.Host == "" || whole(s.base) {
		return
	}
	typed, behind := strings.CutPrefix(s.target.Value(), s.base.Address())
	if _, found := model.ParseTarget(typed); behind && model.OK(found) {
		s.target.SetValue(typed)
	}
}

// sound reports whether what the form says can be dialled.
func (s *dialForm) sound() bool { return s.form.Sound() }

// Keys are the bindings of the form.
func (s *dialForm) Keys() []key.Binding {
	k, w := s.env.Keys, s.env.Words
	out := []key.Binding{keys.As(k.Enter, w.Probe.Keys.Dial)}
	item := s.form.Items[min(s.form.At(), len(s.form.Items)-1)]
	if _, completes := item.(kit.Completer); completes && s.env.Services.Complete != nil {
		out = append(out, k.Complete, keys.As(k.Down, w.Shell.Keys.NextField))
	} else {
		out = append(out, k.NextField)
	}
	out = append(out, k.PrevField)
	if p, ok := item.(*kit.Pick); ok {
		out = append(out, p.Keys()...)
	}
	return out
}

// dirty reports whether something was typed that would be lost.
func (s *dialForm) dirty() bool {
	for _, f := range []interface{ Dirty() bool }{s.target, s.caFile, s.cert, s.key, s.name, s.crl} {
		if f.Dirty() {
			return true
		}
	}
	return false
}

func (s *dialForm) close() {
	for _, f := range []*kit.FileField{s.caFile, s.cert, s.key, s.crl} {
		f.Close()
	}
}
