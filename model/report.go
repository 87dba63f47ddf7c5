package model

import "time"

// Check is one line of the list that stands beside the timeline.
type Check struct {
	Name   string `json:"name"`   // reach, protocol, chain, dates, name, use, client, application
	Result string `json:"result"` // ok, fail, warn, unchecked
}

// Report is the answer to a probe, whole so far: every snapshot stands for itself.
type Report struct {
	Dial        Dial          `json:"dial"`
	Observation Observation   `json:"-"`
	Capture     uint64        `json:"-"` // by which the workbench finds the recording again; 0: there is none. It says nothing itself
	Started     time.Time     `json:"started"`
	Phase       Phase         `json:"phase"`
	Done        bool          `json:"done"`
	Address     string        `json:"address"`
	Trust       string        `json:"trust"`  // what the chain was judged by: the CA's name and file, or "system"
	Client      string        `json:"client"` // what we offered: AUTHORITY/NAME or the file; "" for none
	Version     string        `json:"version"`
	Suite       string        `json:"suite"`
	Group       string        `json:"group"`
	ALPN        string        `json:"alpn"`
	Ended       Ending        `json:"ended"`
	Timings     Timings       `json:"timings"`
	Chain       []Certificate `json:"chain"`
	ClientChain []Certificate `json:"client_chain,omitempty"`
	Messages    []Message     `json:"messages"`
	Checks      []Check       `json:"checks"`
	Findings    []Finding     `json:"findings"`
	HTTP        *HTTPAnswer   `json:"http,omitempty"`
	Strangers   string        `json:"strangers"`               // refused, let-in, unclear, or "" when not tried
	StrangerHow string        `json:"strangers_how,omitempty"` // the alert or HTTP status that refused them
	Tries       []Try         `json:"tries,omitempty"`
	Blocked     []Finding     `json:"tries_blocked,omitempty"` // why an authority could not sign for experiments
	Accepts     *Acceptances  `json:"-"`                       // which families of programs accept what the server sent; nil: it sent nothing, or no roots are known. Its words are given with it
}

// Timings of the main attempt.
type Timings struct {
	Resolve   time.Duration `json:"resolve_ns"`
	Connect   time.Duration `json:"connect_ns"`
	Handshake time.Duration `json:"handshake_ns"`
	Total     time.Duration `json:"total_ns"`
}

// Try is one experiment: one thing changed, what happened, what follows. Its words are in assets by Change and Result.
type Try struct {
	Change  string `json:"change"`            // without-certificate, tls12-only, other-sni, no-sni, with-intermediate, no-alpn, minted-eku ...
	With    string `json:"with,omitempty"`    // what it was changed to, raw: a server name, an authority, a file
	Result  string `json:"result"`            // green, refused, failed, same, other, asked; "": not made yet
	Detail  string `json:"detail"`            // alert or HTTP status, raw
	Shows   Code   `json:"shows,omitempty"`   // the cause that this result proves
	Variant string `json:"variant,omitempty"` // of that cause
	Clears  string `json:"clears,omitempty"`  // a variant of the refusal that this result rules out
}

// OK reports whether the report is finished and holds no fatal finding.
func (r Report) OK() bool { return r.Done && OK(r.Findings) }
