package workbench

import (
	"context"
	"os"

	"certwright/model"
	"certwright/probe/lab"
	"certwright/ui/nav"
)

// Practice starts a loopback server with a named fault in a home of its own, which is thrown away when it stops. Like a
// real service it reads its files only when it is restarted, so that copying and restarting are part of the exercise.
func (w *Workbench) Practice(ctx context.Context, id string) (*nav.Practice, error) {
	home, err := os.MkdirTemp("", "certwright-practice-")
	if err != nil {
		return nil, model.Fail(model.New(model.WriteFailed, "path", os.TempDir(), "reason", err.Error()))
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // it lives until Stop, not until the job that started it is over
	server, err := lab.Practise(ctx, id, home)
	if err != nil {
		cancel()
		os.RemoveAll(home)
		return nil, failure(err)
	}
	server.Hold()
	own := New(home)
	own.now = w.now
	dial := server.Dial()
	dial.CA, dial.Cert, dial.Key, dial.As = server.Authority, "", "", server.AsClient
	return &nav.Practice{
		ID: id, Dial: dial, Services: own.Services(),
		Restart: func() error { return failure(server.Reload()) },
		Stop: func() {
			server.Close()
			cancel()
			os.RemoveAll(home)
		},
	}, nil
}
