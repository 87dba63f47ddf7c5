// Package screens is the pages of the program. How to add one: package certwright/ui.
package screens

import "certwright/ui/nav"

// Table is the one list of constructors by which screens open each other: add a line for a new screen.
func Table() nav.Makers {
	return nav.Makers{
		Home: func(e *nav.Env) nav.Screen { return NewHome(e) },
		Help: func(e *nav.Env, below nav.Screen) nav.Screen { return NewHelp(e, below) },
	}
}
