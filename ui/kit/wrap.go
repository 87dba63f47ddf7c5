// Package kit is the widgets: fields, forms, choices, pages. Widgets draw what they are given in the width they are
// given and know no service and no screen. Only this package uses bubbles.
package kit

import "certwright/ui/theme"

// Wrap breaks a text into lines of at most w cells, see theme.Wrap.
func Wrap(text string, w int) []string { return theme.Wrap(text, w) }

// Flow wraps paragraphs that were broken for another width, see theme.Flow.
func Flow(text string, w int) []string { return theme.Flow(text, w) }
