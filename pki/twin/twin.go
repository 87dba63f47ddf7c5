// Package twin writes the openssl commands that would do the same as certwright: for people who want to see how it is
// done, or to do it by hand on a machine without certwright.
//
// It is text only: nothing is run or read here. Every word passes model.ShellQuote, every value of a configuration file its own
// escaping, so that whatever a specification holds, the script makes that and nothing else.
package twin

import (
	"path/filepath"
	"strings"

	"certwright/model"
)

// Commands returns a POSIX sh script for openssl 1.1.1 and later that makes the keys and certificates of a plan: same subjects in the same order,
// same extensions, same modes, relative to the home of ws. It is a subshell, so that pasting it changes nothing in the shell that
// reads it, and it stops at the first fault; an authority or identity that exists is not touched by what makes a new one.
// A plan that makes nothing gives "", and so does a step whose name is no safe directory. Paths of the plan have to be absolute or lie in the home.
//
// What openssl's command line cannot do is left out: the hour by which certwright dates back, the cut at the authority's own end,
// the record of what was issued.
func Commands(plan model.Plan, ws model.Workspace) string {
	s := &script{home: ws.Home, now: ws.Home, places: map[string]place{}}
	for _, a := range ws.Authorities {
		s.places[a.Name] = placeOf(a)
	}
	for _, step := range plan.Steps {
		switch {
		case step.Kind == model.StepCreateAuthority && step.Authority != nil && len(model.CheckName(step.Authority.Name)) == 0:
			s.authority(step.Authority.Complete())
		case step.Kind == model.StepIssue && step.Identity != nil && len(model.CheckName(step.Identity.Name)) == 0:
			s.issue(*step.Identity)
		case step.Kind == model.StepReissue && step.Identity != nil:
			s.reissue(*step.Identity)
		case step.Kind == model.StepAppendChain && step.Identity != nil && step.Append != "":
			s.appendChain(*step.Identity, step.Append)
		}
	}
	if s.body.Len() == 0 {
		return ""
	}
	head := "( set -eu; umask 077\n"
	if s.home != "" {
		head += command("mkdir -p "+words(s.home)+";", "cd "+words(s.home)) + "\n"
	}
	return head + s.body.String() + ")\n"
}

// script is written from the first line to the last; paths in it are absolute or, without a home, relative to where it is started.
type script struct {
	home   string
	now    string // the directory that the script is in, as it is written
	body   strings.Builder
	places map[string]place // authorities by name: those of the workspace, then those that the plan makes
}

// place is an authority as the script finds it.
type place struct {
	model.Authority
	digest  string // option for signing with its key, "" for openssl's own choice
	chained bool   // it is no root: leaves carry it along
}

func placeOf(a model.Authority) place {
	return place{Authority: a, digest: digestFor(a.Certificate.Key), chained: !a.Certificate.SelfIssued()}
}

// at writes a path as seen from the present directory; one outside the home stays absolute.
func (s *script) at(path string) string {
	if s.inside(path) {
		if r, err := filepath.Rel(s.now, path); err == nil {
			path = r
		}
	}
	return dashSafe(filepath.ToSlash(path))
}

func (s *script) inside(path string) bool {
	r, err := filepath.Rel(s.home, path)
	return err == nil && filepath.IsLocal(r)
}

// enter goes to a directory, making it when it has to be new.
func (s *script) enter(dir string, fresh bool) {
	to := words(s.at(dir))
	if to == "." && !fresh {
		return
	}
	if fresh {
		s.run("mkdir "+to+";", "cd "+to)
	} else {
		s.run("cd", to)
	}
	s.now = dir
}

// dashSafe keeps a file name from being read as an option.
func dashSafe(path string) string {
	if strings.HasPrefix(path, "-") {
		return "./" + path
	}
	return path
}

// digestFor is the digest that belongs to a curve, where openssl would always take SHA-256.
func digestFor(key string) string {
	switch key {
	case "ECDSA P-384", string(model.P384):
		return "-sha384"
	case "ECDSA P-521":
		return "-sha512"
	}
	return ""
}

func (s *script) authority(spec model.AuthoritySpec) {
	dir := filepath.Join(s.home, spec.Name)
	s.places[spec.Name] = place{digest: digestFor(string(spec.Key)), Authority: model.Authority{Name: spec.Name, Dir: dir,
		CAFile: filepath.Join(dir, "ca.pem"), KeyFile: filepath.Join(dir, "ca-key.pem"), Certificate: model.Certificate{Subject: spec.Subject}}}
	s.enter(dir, true)
	s.genpkey(spec.Key, "ca-key.pem", spec.Passphrase != "")
	s.file("ca.cnf", config(spec.Subject, "x509_extensions = ext", authorityExtensions(spec)))
	s.run("openssl req -new -x509 -config ca.cnf", subjectOption(spec.Subject), "-key ca-key.pem", digestFor(string(spec.Key)),
		serial, option("-days", number(spec.Days)), "-out ca.pem")
	s.run("chmod 644 ca.pem")
}

func (s *script) issue(spec model.IdentitySpec) {
	p := s.issuer(&spec)
	spec, _ = spec.Complete(p.Authority)
	s.enter(filepath.Join(p.Dir, spec.Name), true)
	s.genpkey(spec.Key, "key.pem", false)
	s.sign(p, spec, "key.pem", "cert.pem")
	s.run("cp", words(s.at(p.CAFile), "ca.pem"))
}

func (s *script) reissue(spec model.IdentitySpec) {
	p := s.issuer(&spec)
	old, known := p.Find(spec.Name)
	if !known {
		old = model.Identity{CertFile: filepath.Join(p.Dir, spec.Name, "cert.pem")}
	}
	if old.KeyFile == "" {
		old.KeyFile = filepath.Join(filepath.Dir(old.CertFile), "key.pem")
	}
	if len(spec.Subject) == 0 {
		spec.Subject = old.Certificate.Subject
	}
	if len(spec.EKUs) == 0 {
		spec.EKUs = spec.Profile.EKUs()
	}
	if spec.Days == 0 {
		spec.Days = model.DefaultIdentityDays
	}
	spec.Key = "" // it stays, or NewKey says which
	s.enter(filepath.Dir(old.CertFile), false)
	cert := s.at(old.CertFile)
	s.run("cp", words(cert, cert+".old"))
	if key := s.at(old.KeyFile); spec.NewKey != "" {
		s.run("mv", words(key, key+".old"))
		s.genpkey(spec.NewKey, key, false)
	}
	s.sign(p, spec, s.at(old.KeyFile), cert)
}

// sign makes the request and the certificate in the present directory; the configuration file serves both.
func (s *script) sign(p place, spec model.IdentitySpec, key, cert string) {
	cnf, csr := dashSafe(spec.Name+".cnf"), dashSafe(spec.Name+".csr")
	s.file(cnf, config(spec.Subject, "", identityExtensions(spec, encrypts(p, spec))))
	s.run("openssl req -new", option("-config", cnf), subjectOption(spec.Subject), option("-key", key), option("-out", csr))
	s.run("openssl x509 -req", option("-in", csr), option("-CA", s.at(p.CAFile)), option("-CAkey", s.at(p.KeyFile)), p.digest, serial,
		dates(spec), option("-extfile", cnf), "-extensions ext", option("-out", cert))
	if p.chained {
		s.line("cat " + words(s.at(p.CAFile)) + " >> " + words(cert))
	}
	s.run("chmod 644", words(csr, cert))
}

// encrypts reports whether the key is RSA: keyEncipherment is for RSA key exchange alone.
func encrypts(p place, spec model.IdentitySpec) bool {
	if spec.Key != "" {
		return strings.HasPrefix(string(spec.Key), "rsa")
	}
	old, _ := p.Find(spec.Name)
	return strings.HasPrefix(old.Certificate.Key, "RSA")
}

func (s *script) appendChain(spec model.IdentitySpec, file string) {
	p := s.issuer(&spec)
	cert := filepath.Join(p.Dir, spec.Name, "cert.pem")
	if old, ok := p.Find(spec.Name); ok && old.CertFile != "" {
		cert = old.CertFile
	}
	s.enter(filepath.Dir(cert), false)
	s.line("cat " + words(s.at(file)) + " >> " + words(s.at(cert)))
}

// issuer finds the authority of a specification; without a name it is the only one there is.
func (s *script) issuer(spec *model.IdentitySpec) place {
	if spec.Authority == "" && len(s.places) == 1 {
		for name := range s.places {
			spec.Authority = name
		}
	}
	p := s.places[spec.Authority]
	if p.Dir == "" {
		p.Name, p.Dir = spec.Authority, filepath.Join(s.home, spec.Authority)
	}
	if p.CAFile == "" {
		p.CAFile = filepath.Join(p.Dir, "ca.pem")
	}
	if p.KeyFile == "" {
		p.KeyFile = filepath.Join(p.Dir, "ca-key.pem")
	}
	return p
}

// genpkey makes a private key, mode 0600 by the umask. For an encrypted one openssl asks for the passphrase.
func (s *script) genpkey(kind model.KeyType, out string, encrypted bool) {
	algorithm := "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"
	switch kind {
	case model.Ed25519:
		algorithm = "-algorithm ED25519"
	case model.P384:
		algorithm = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"
	case model.RSA2048, model.RSA3072, model.RSA4096:
		algorithm = "-algorithm RSA -pkeyopt rsa_keygen_bits:" + strings.TrimPrefix(string(kind), "rsa")
	}
	if encrypted {
		algorithm += " -aes256"
	}
	s.run("openssl genpkey", algorithm, option("-out", out))
}
