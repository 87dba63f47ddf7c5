package uitest

import (
	"context"

	"certwright/model"
)

func (f *Fake) experiments(context.Context, model.Report) (model.TryPlan, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.failure(); err != nil {
		return model.TryPlan{}, err
	}
	var p model.TryPlan
	if len(f.Plans) > 0 {
		p = f.Plans[0]
		f.Plans = f.Plans[min(1, len(f.Plans)-1):]
	}
	return p, nil
}

// try answers with the snapshots of the next trial; one that was told nothing gives the report back.
func (f *Fake) try(ctx context.Context, r model.Report, o model.TryOptions) <-chan model.Report {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := len(f.Tried)
	f.Tried = append(f.Tried, o)
	snapshots := []model.Report{r}
	if n < len(f.Trials) {
		snapshots = f.Trials[n]
	}
	out := make(chan model.Report, 1)
	go send(ctx, out, r.Dial, snapshots, f.Hold)
	return out
}
