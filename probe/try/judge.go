package try

import (
	"certwright/model"
	"certwright/probe/diagnose"
)

// judge says how an attempt compares with the one before the change.
func judge(base, a model.Attempt) model.Try {
	t := model.Try{Detail: diagnose.Answer(a)}
	switch {
	case works(a):
		t.Result = model.TryGreen
		if t.Detail == "" {
			t.Detail = a.Version
		}
	case !works(base) && alike(base, a):
		t.Result = model.TrySame
	case diagnose.Refused(a):
		t.Result = model.TryRefused
	default:
		t.Result = model.TryFailed
	}
	return t
}

// works: the handshake is complete, nothing broke off, and the server did not refuse the client above it.
func works(a model.Attempt) bool {
	return a.Complete && a.Trouble == model.TroubleNone && !diagnose.Refused(a)
}

// alike: the same word from the server at the same point. A close and a reset are the same: which of them arrives is
// decided by what the other side had not read yet.
func alike(a, b model.Attempt) bool {
	return diagnose.Refused(a) == diagnose.Refused(b) && (hungUp(a) && hungUp(b) || diagnose.Answer(a) == diagnose.Answer(b))
}

func hungUp(a model.Attempt) bool {
	return a.Trouble == model.TroubleClosed || a.Trouble == model.TroubleReset
}
