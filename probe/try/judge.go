package try

import (
	"strconv"

	"certwright/model"
	"certwright/probe/diagnose"
)

// told is an attempt by itself, as the first line of a table shows it.
func (c *Case) told(a model.Attempt) model.Try {
	t := model.Try{Result: model.TryFailed, Detail: diagnose.Answer(a)}
	switch {
	case c.works(a):
		t.Result = model.TryGreen
		if a.HTTP != nil {
			t.Detail = "HTTP " + strconv.Itoa(a.HTTP.Status) // what a page that lets us in is called, nobody asked
		}
	case c.refused(a):
		t.Result = model.TryRefused
	}
	if t.Detail == "" {
		t.Detail = a.Version
	}
	return t
}

// judge says how an attempt compares with the one before the change.
func (c *Case) judge(a model.Attempt) model.Try {
	base, t := c.base(), c.told(a)
	switch {
	case brokenOff(base) && further(base, a):
		t.Result, t.Detail = model.TryGreen, a.Version // whatever comes next is another matter
	case !c.works(base) && c.alike(base, a):
		t.Result = model.TrySame
	}
	return t
}

// works: the handshake is complete, nothing broke off, and the server did not refuse the client above it.
func (c *Case) works(a model.Attempt) bool {
	return a.Complete && a.Trouble == model.TroubleNone && !c.refused(a)
}

// refused: the server turned the client away, by the attempt's own signs, or with the status that refused us before the
// change: a 403 by itself may be about rights, but not where a certificate explains it.
func (c *Case) refused(a model.Attempt) bool {
	if diagnose.Refused(a) {
		return true
	}
	base := c.base()
	return c.has(model.HTTPRefusedClient) && a.HTTP != nil && base.HTTP != nil && a.HTTP.Status == base.HTTP.Status
}

// brokenOff: TLS ended before it was complete and before a certificate was asked of us.
func brokenOff(a model.Attempt) bool {
	return !a.Complete && !a.Asked && a.Trouble != model.TroubleNone
}

// further: the server came to something that it did not come to before.
func further(base, a model.Attempt) bool {
	return a.Complete || a.Asked || len(a.ServerDER) > 0 && len(base.ServerDER) == 0
}

// alike: the same word from the server. A close and a reset are the same: which of them arrives is decided by what the
// other side had not read yet.
func (c *Case) alike(a, b model.Attempt) bool {
	return c.refused(a) == c.refused(b) && (hungUp(a) && hungUp(b) || diagnose.Answer(a) == diagnose.Answer(b))
}

func hungUp(a model.Attempt) bool {
	return a.Trouble == model.TroubleClosed || a.Trouble == model.TroubleReset
}
