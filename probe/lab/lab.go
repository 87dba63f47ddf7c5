// Package lab runs endpoints on the loopback interface that have exactly one known fault, and healthy twins of them.
//
// It serves two readers. A learner gets a practice server: Start(ctx, WrongAddress, home) writes an authority and its
// identities into home just as certwright lays them out, so that the workbench can open that home and mend the fault with
// its own means. Tests get the same for every entry of Faults, to hold the probe and its diagnosis against:
//
//	for _, f := range lab.Faults() {
//		s, err := lab.Start(ctx, f.ID, t.TempDir())   // broken: a probe of s.Dial() must report f.Codes
//		h, err := lab.Healthy(ctx, f.ID, t.TempDir()) // the same without the fault: nothing fatal may be reported
//	}
//
// A server reads its certificate, key and client CA from home again for every connection, so what was mended there shows
// at once; after Hold it keeps what it has until Reload, as most real servers do until they are restarted.
// Log holds what the server itself has to say, in the words of Go's net/http.
//
// Adding a fault is adding one entry to a table (faults_*.go): the healthy setting it starts from, and the change.
package lab

import (
	"context"
	"errors"
	"net"
	"path/filepath"

	"certwright/model"
)

// The three practice servers of the first release.
const (
	WrongAddress      = "wrong-address"              // the certificate holds another address than the one to dial
	WrongEKU          = "wrong-eku"                  // the server's certificate is for clients only
	ClientCertMissing = "client-certificate-missing" // the server wants a client certificate, the first dial brings none
)

// ErrUnknownFault is returned by Start and Healthy for an ID that is in no table.
var ErrUnknownFault = errors.New("lab: unknown fault")

// Fault is one entry of the tables: something that is wrong with an endpoint or with the way it is dialled.
type Fault struct {
	ID       string       // fit for a file name
	Group    string       // reach, protocol, chain, dates, name, use, client, application, several
	Codes    []model.Code // what a probe must report, without the order; empty when it is only a warning that has no code yet
	Also     []model.Code // what it may report beside, fatal or not
	Practice bool         // meant for learners: mended by certwright's own means
	Unseen   bool         // an ordinary Go client notices nothing

	base   func(*plan) // the healthy setting; nil: TLS without client certificates
	change func(*plan) // what breaks it
}

// Faults lists every fault, table after table.
func Faults() []Fault {
	var all []Fault
	for _, table := range [][]Fault{practiceFaults, reachFaults, notTLSFaults, startTLSFaults, protocolFaults, chainFaults, leafFaults, clientFaults, severalFaults} {
		all = append(all, table...)
	}
	return all
}

// Practice lists the faults meant for learners.
func Practice() []Fault {
	var list []Fault
	for _, f := range Faults() {
		if f.Practice {
			list = append(list, f)
		}
	}
	return list
}

// Find returns the fault with this ID.
func Find(id string) (Fault, bool) {
	for _, f := range Faults() {
		if f.ID == id {
			return f, true
		}
	}
	return Fault{}, false
}

// Start runs the endpoint with this fault on a free port of 127.0.0.1, its files in dir, until ctx ends or Close is called.
func Start(ctx context.Context, id, dir string) (*Server, error) {
	return open(ctx, id, dir, true, mainAuthority)
}

// Practise is Start for a learner, whose own authorities may be called anything: this one is called practice.
func Practise(ctx context.Context, id, dir string) (*Server, error) {
	return open(ctx, id, dir, true, "practice")
}

// Healthy runs the same endpoint without the fault: same server, same dial, nothing wrong.
func Healthy(ctx context.Context, id, dir string) (*Server, error) {
	return open(ctx, id, dir, false, mainAuthority)
}

func open(ctx context.Context, id, dir string, broken bool, authority string) (*Server, error) {
	f, ok := Find(id)
	if !ok {
		return nil, ErrUnknownFault
	}
	p := newPlan(authority)
	if f.base != nil {
		f.base(p)
	}
	if broken {
		f.change(p)
	}
	w, err := p.build(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{Fault: id, Home: dir, Authority: authority, Identity: w.serverRef, AsClient: w.clientRef, plan: p, world: w}
	if !p.offersClient {
		s.AsClient = ""
	}
	s.Client = w.clientRef
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Server is a running endpoint and what is needed to dial it.
type Server struct {
	Fault     string // ID of the fault (also of its healthy twin)
	Addr      string // 127.0.0.1:port
	Home      string // the directory given to Start
	Authority string // name of the authority that the client trusts
	Identity  string // AUTHORITY/NAME of what the server presents
	AsClient  string // AUTHORITY/NAME of the client identity that the first dial brings; empty: it brings none
	Client    string // AUTHORITY/NAME of the client identity that lies in Home, whether the first dial brings it or not

	plan  *plan
	world *world
	host  *host
}

// Dial says how to dial the endpoint, with files: the fault shows when it is dialled exactly so.
func (s *Server) Dial() model.Dial {
	name, port, _ := net.SplitHostPort(s.Addr)
	if s.plan.dialHost != "" {
		name = s.plan.dialHost
	}
	d := model.Dial{Host: name, Port: port, CA: s.CAFile(), ServerName: s.plan.serverName, StartTLS: s.plan.dialStartTLS, Strangers: s.plan.strangers}
	if s.AsClient != "" {
		d.Cert, d.Key = s.file(s.AsClient, "cert.pem"), s.file(s.AsClient, "key.pem")
	}
	return d
}

// CAFile is the trust anchor that the client uses.
func (s *Server) CAFile() string { return filepath.Join(s.Home, s.Authority, "ca.pem") }

func (s *Server) file(ref, name string) string {
	return filepath.Join(s.Home, filepath.FromSlash(ref), name)
}
