package lab

import (
	"crypto/x509"

	"certwright/model"
)

// practiceFaults are mended by what a learner does on the screen; all are mutual TLS, as the systems they stand for.
var practiceFaults = []Fault{
	{
		ID: WrongAddress, Group: "name", Practice: true, Codes: codes(model.NameMismatch), base: mutual,
		change: func(p *plan) { p.server.names = []string{"server", "10.0.1.10"} },
	},
	{
		ID: WrongEKU, Group: "use", Practice: true, Codes: codes(model.WrongServerEKU), base: mutual,
		change: func(p *plan) { p.server.uses = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} },
	},
	{
		ID: ClientCertMissing, Group: "client", Practice: true, Codes: codes(model.ClientCertRequired), base: mutual,
		change: func(p *plan) { p.offersClient = false },
	},
}

func codes(list ...model.Code) []model.Code { return list }
