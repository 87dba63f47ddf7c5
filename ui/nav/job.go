package nav

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"certwright/model"
)

// Job is the background work of a screen: at most one at a time. The zero value is idle.
//
//	cmd := s.job.Start(s.env, 10*time.Second, func(ctx context.Context, run int) tea.Msg { ...; return loaded{run, w, err} })
//	case loaded: if !s.job.Done(m.run) { return nil } // a late answer of an earlier run
type Job struct {
	run    int
	cancel context.CancelFunc
}

// Start cancels the work before and returns the command that does the new work. The function runs outside of Update: it
// must use only what it captured by value, and put the run number into the message that it returns.
func (j *Job) Start(env *Env, limit time.Duration, work func(ctx context.Context, run int) tea.Msg) tea.Cmd {
	ctx := j.Begin(env, limit)
	run := j.run
	return func() tea.Msg { return work(ctx, run) }
}

// Begin is Start for work of several commands, such as the snapshots of a probe: it returns the context they share.
func (j *Job) Begin(env *Env, limit time.Duration) context.Context {
	j.Cancel()
	j.run = int(env.runs.Add(1))
	ctx, cancel := context.WithTimeout(env.Context, limit)
	j.cancel = cancel
	return ctx
}

// Run is the number of the present work.
func (j *Job) Run() int { return j.run }

// Current reports whether a message belongs to the present work.
func (j *Job) Current(run int) bool { return j.cancel != nil && run == j.run }

// Done ends the present work when the message belongs to it and reports whether it did.
func (j *Job) Done(run int) bool {
	if !j.Current(run) {
		return false
	}
	j.Cancel()
	return true
}

// Busy reports whether work is under way.
func (j *Job) Busy() bool { return j.cancel != nil }

// Cancel ends the work; its answer, should it still come, is dropped.
func (j *Job) Cancel() {
	if j.cancel != nil {
		j.cancel()
		j.cancel = nil
	}
}

// Findings turns the error of a service into findings. An error that is no *model.Failure becomes "unexpected".
func Findings(err error) []model.Finding {
	var f *model.Failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f.Findings
	}
	return []model.Finding{model.New(model.Unexpected, "reason", err.Error())}
}

// Next returns the command that waits for the next value of a channel of snapshots; it ends when the channel closes.
func Next[T any](from <-chan T, wrap func(value T, open bool) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		v, open := <-from
		return wrap(v, open)
	}
}
