package workbench

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"certwright/model"
	"certwright/probe/lab"
)

// finalReport probes and returns the last snapshot.
func finalReport(t *testing.T, w *Workbench, d model.Dial) model.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var last model.Report
	for r := range w.Probe(ctx, d) {
		last = r
	}
	require.True(t, last.Done)
	return last
}

func fatalCodes(r model.Report) []model.Code {
	var codes []model.Code
	for _, f := range r.Findings {
		if f.Severity == model.Fatal {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

func allCodes(r model.Report) (codes []model.Code) {
	for _, f := range r.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}

// TestLabConfusion probes every broken endpoint of the lab: each planted fault is named, no other fatal one is, and the
// healthy twin of each raises nothing fatal. With -v it prints the table.
func TestLabConfusion(t *testing.T) {
	for _, f := range lab.Faults() {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			broken, err := lab.Start(t.Context(), f.ID, t.TempDir())
			require.NoError(t, err)
			defer broken.Close()
			d := broken.Dial()
			d.Timeout = 2 * time.Second
			r := finalReport(t, New(broken.Home), d)
			for _, code := range f.Codes {
				assert.Contains(t, allCodes(r), code)
			}
			for _, code := range fatalCodes(r) {
				assert.True(t, slices.Contains(f.Codes, code) || slices.Contains(f.Also, code), "%s is reported but was not planted (%v)", code, f.Codes)
			}
			for _, found := range r.Findings {
				for _, key := range model.Info(found.Code).Keys {
					assert.True(t, slices.ContainsFunc(found.Evidence, func(e model.Fact) bool { return e.Key == key }), "%s lacks the evidence %q", found.Code, key)
				}
			}
			t.Log(row("lab | "+f.ID, r))

			healthy, err := lab.Healthy(t.Context(), f.ID, t.TempDir())
			require.NoError(t, err)
			defer healthy.Close()
			h := finalReport(t, New(healthy.Home), healthy.Dial())
			assert.Empty(t, fatalCodes(h), "the healthy twin: %v", h.Findings)
		})
	}
}
