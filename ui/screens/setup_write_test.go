package screens_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"certwright/assets"
	"certwright/model"
	"certwright/ui/uitest"
)

func TestSetupLeadsBackToWhatIsWrong(t *testing.T) {
	taken := func(name string) model.Finding {
		return model.New(model.NameTaken, "name", name, "path", "/home/u/pki/"+name, "suggestion", name+"-2")
	}
	for question, f := range map[string]model.Finding{
		"2/9 CA":             taken("m1-ca").As("authority"),
		"3/9 Subject":        model.New(model.BadCountry, "value", "China", "suggestion", "CN"),
		"4/9 Names":          taken("m1"),
		"6/9 Client":         taken("admin"),
		"more choices":       model.New(model.BadDays, "value", "0", "suggestion", "397"),
		"Which CA signs?":    model.New(model.CAKeyAbsent, "authority", "m1-ca", "path", "/home/u/pki/m1-ca/ca-key.pem"),
		"What will clients ": model.New(model.Unspecified, "value", "0.0.0.0"),
	} {
		fake := bareMachine()
		all := fake.Services()
		review := all.Review
		all.Review = func(ctx context.Context, p model.Plan) (model.Plan, error) {
			p, err := review(ctx, p)
			p.Findings = append([]model.Finding{f}, p.Findings...)
			return p, err
		}
		d := uitest.New(t, uitest.Setting{Services: all})
		d.Press("1", "1", "enter", "enter", "enter", "enter", "enter")
		d.Sees("FAIL", assets.Explain(f, assets.English).Title, "enter change it")
		d.Press("y")
		assert.Empty(t, fake.Applied)
		d.Press("enter")
		d.Sees(question)
		assert.Empty(t, fake.Applied)
	}
}

func TestSetupThatCannotWrite(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("1", "enter", "enter", "enter", "enter", "enter")
	full := model.New(model.WriteFailed, "path", "/home/u/pki", "reason", "no space left on device").As("full")
	f.Fail = model.Fail(full)
	d.Press("enter")
	d.Sees("FAIL", assets.Explain(full, assets.English).Title, "7/9 Review")
	assert.Empty(t, f.Applied)
	d.Press("enter")
	assert.Len(t, f.Applied, 1, "the next attempt may succeed")
	d.Sees("8/9 Place")
}

func TestSetupCancelsWriting(t *testing.T) {
	f := bareMachine()
	all := f.Services()
	apply := all.Apply
	started, slow := make(chan struct{}, 1), true
	all.Apply = func(ctx context.Context, p model.Plan) (model.Applied, error) {
		if slow {
			started <- struct{}{}
			<-ctx.Done()
			return model.Applied{}, model.Fail(model.New(model.Cancelled, "address", "", "phase", ""))
		}
		return apply(ctx, p)
	}
	d := uitest.New(t, uitest.Setting{Services: all})
	d.Press("1", "1", "enter", "enter", "enter", "enter", "enter")
	d.Hurry(50 * time.Millisecond)
	d.Press("enter")
	<-started
	d.Sees("making keys and writing files")
	d.Press("m", "enter")
	d.Sees("making keys and writing files")
	d.Hurry(0)
	d.Press("esc")
	d.Sees("cancelled", "Write these files?")
	d.Lacks("FAIL")
	slow = false
	taken := model.New(model.NameTaken, "name", "m1-ca", "path", "/home/u/pki/m1-ca", "suggestion", "m1-ca-2").As("authority")
	f.Fail = model.Fail(taken)
	d.Press("enter")
	d.Sees("FAIL", "enter change it")
	d.Press("enter")
	d.Sees("2/9 CA")
	assert.Empty(t, f.Applied)
}

func TestSetupReviewCanBeTriedAgain(t *testing.T) {
	f := bareMachine()
	d := setup(t, f, uitest.Setting{})
	d.Press("1", "enter", "enter", "enter", "enter")
	f.Fail = model.Fail(model.New(model.StoreBusy, "path", "/home/u/pki"))
	d.Press("enter")
	d.Sees("FAIL", "enter try again")
	d.Lacks("new CA")
	d.Press("y")
	d.Sees("FAIL")
	d.Press("enter")
	d.Sees("new CA m1-ca", "enter write the files")
}
