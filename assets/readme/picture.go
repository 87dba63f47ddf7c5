//go:build ignore

// Command picture turns a captured terminal screen (text with SGR sequences, on standard input) into an SVG on standard
// output. It is run by picture.sh; the picture in the README is made from the program, not drawn.
package main

import (
	"bufio"
	"fmt"
	"html"
	"os"
	"regexp"
	"strconv"
	"strings"
)

const (
	cellWidth  = 8.4
	lineHeight = 18
	margin     = 16
)

// colours of a dark terminal for SGR 30-37 and 90-97.
var colours = map[int]string{
	30: "#45475a", 31: "#f38ba8", 32: "#a6e3a1", 33: "#f9e2af", 34: "#89b4fa", 35: "#f5c2e7", 36: "#94e2d5", 37: "#bac2de",
	90: "#7f849c", 91: "#f38ba8", 92: "#a6e3a1", 93: "#f9e2af", 94: "#89b4fa", 95: "#f5c2e7", 96: "#94e2d5", 97: "#ffffff",
}

// pen is how the next characters look.
type pen struct {
	colour           string
	bold, dim, under bool
	reverse          bool
}

var sequence = regexp.MustCompile("\x1b\\[([0-9;]*)m")

func main() {
	var lines []string
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		lines = append(lines, in.Text())
	}
	for len(lines) > 0 && strings.TrimSpace(sequence.ReplaceAllString(lines[len(lines)-1], "")) == "" {
		lines = lines[:len(lines)-1]
	}
	columns := 80
	if len(os.Args) > 1 {
		columns, _ = strconv.Atoi(os.Args[1])
	}
	w, h := float64(columns)*cellWidth+2*margin, float64(len(lines))*lineHeight+2*margin
	fmt.Printf(`<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img" aria-label="certwright in a terminal">`+"\n", w, h, w, h)
	fmt.Printf(`<rect width="100%%" height="100%%" rx="8" fill="#1e1e2e"/>` + "\n")
	fmt.Printf(`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace" font-size="14" fill="#cdd6f4" xml:space="preserve">` + "\n")
	var p pen
	for i, line := range lines {
		p = draw(line, p, float64(margin+(i+1)*lineHeight-4))
	}
	fmt.Println("</g>\n</svg>")
}

// draw writes one line as text elements, each at the column of its first cell so that fonts cannot shift what follows.
func draw(line string, p pen, y float64) pen {
	column := 0
	for len(line) > 0 {
		at := sequence.FindStringIndex(line)
		text := line
		if at != nil {
			text = line[:at[0]]
		}
		for _, run := range runs(text) {
			element(run, p, margin+float64(column)*cellWidth, y)
			column += width(run)
		}
		if at == nil {
			break
		}
		p = apply(p, line[at[0]+2:at[1]-1])
		line = line[at[1]:]
	}
	return p
}

// runs splits text so that no element begins with blanks, which some viewers drop.
func runs(text string) []string {
	return regexp.MustCompile(` +|[^ ]+( [^ ]+)*`).FindAllString(text, -1)
}

func element(text string, p pen, x, y float64) {
	blank := strings.TrimSpace(text) == ""
	if p.reverse {
		fmt.Printf(`<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="#cdd6f4"/>`, x, y-13, float64(width(text))*cellWidth, lineHeight)
	}
	if blank {
		return
	}
	style := ""
	colour := p.colour
	if p.reverse {
		colour = "#1e1e2e"
	}
	if colour != "" {
		style += ` fill="` + colour + `"`
	}
	if p.bold {
		style += ` font-weight="bold"`
	}
	if p.dim {
		style += ` opacity="0.6"`
	}
	if p.under {
		style += ` text-decoration="underline"`
	}
	fmt.Printf(`<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n", x, y, float64(width(text))*cellWidth, style, html.EscapeString(text))
}

func apply(p pen, codes string) pen {
	for _, c := range strings.Split(codes, ";") {
		n, _ := strconv.Atoi(c)
		switch {
		case n == 0:
			p = pen{}
		case n == 1:
			p.bold = true
		case n == 2:
			p.dim = true
		case n == 4:
			p.under = true
		case n == 7:
			p.reverse = true
		case n == 22:
			p.bold, p.dim = false, false
		case n == 24:
			p.under = false
		case n == 27:
			p.reverse = false
		case n == 39:
			p.colour = ""
		case colours[n] != "":
			p.colour = colours[n]
		}
	}
	return p
}

// width counts cells: Han and full-width forms take two.
func width(s string) (n int) {
	for _, r := range s {
		n++
		if r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 {
			n++
		}
	}
	return n
}
