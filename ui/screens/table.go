// Package screens is the pages of the program. How to add one: package certwright/ui.
package screens

import (
	"certwright/model"
	"certwright/ui/nav"
)

// Table is the one list of constructors by which screens open each other: add a line for a new screen.
func Table() nav.Makers {
	return nav.Makers{
		Home:     func(e *nav.Env) nav.Screen { return NewHome(e) },
		Setup:    func(e *nav.Env) nav.Screen { return NewSetup(e) },
		Plan:     func(e *nav.Env, p model.Plan) nav.Screen { return NewPlan(e, p) },
		Place:    func(e *nav.Env, r nav.RecipeRequest) nav.Screen { return NewPlace(e, r) },
		Probe:    func(e *nav.Env, d model.Dial) nav.Screen { return NewProbe(e, d) },
		Try:      func(e *nav.Env, r model.Report) nav.Screen { return NewTry(e, r) },
		Fix:      func(e *nav.Env, r model.Report) nav.Screen { return NewFix(e, r) },
		Detail:   func(e *nav.Env, i model.Identity) nav.Screen { return NewDetail(e, i) },
		Inspect:  func(e *nav.Env, path string) nav.Screen { return NewInspect(e, path) },
		Explain:  func(e *nav.Env) nav.Screen { return NewExplain(e) },
		Practice: func(e *nav.Env) nav.Screen { return NewPractice(e) },
		Help:     func(e *nav.Env, below nav.Screen) nav.Screen { return NewHelp(e, below) },
	}
}
