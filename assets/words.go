package assets

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"sync"
)

// Words is everything that screens and subcommands say, in one language. Each area is a struct of its own with a file
// of its own, ui/<area>.<lang>.json, named by the tag. To add an area: a type in words_<area>.go, its two JSON files,
// one line here. Decoding is strict, and a test holds that no field is empty and that both languages have the same placeholders.
type Words struct {
	Lang     Lang
	Common   CommonWords   `area:"common"`
	Shell    ShellWords    `area:"shell"`
	Start    StartWords    `area:"start"`
	Home     HomeWords     `area:"home"`
	HelpPage HelpWords     `area:"help"`
	Identity IdentityWords `area:"identity"`
	Inspect  InspectWords  `area:"inspect"`
	Explain  ExplainWords  `area:"explain"`
	Practice PracticeWords `area:"practice"`
	Probe    ProbeWords    `area:"probe"`
	Setup    SetupWords    `area:"setup"`
	Plan     PlanWords     `area:"plan"`
	Place    PlaceWords    `area:"place"`
	Try      TryPageWords  `area:"try"`
	Readers  ReadersWords  `area:"readers"`
	Commands CommandsWords `area:"commands"`
	CLI      CLIWords      `area:"cli"`
}

var (
	wordsMu sync.Mutex
	wordsIn = map[Lang]*Words{}
)

// WordsFor returns the words of a language. They are shared: do not change them.
func WordsFor(lang Lang) *Words {
	wordsMu.Lock()
	defer wordsMu.Unlock()
	if w, ok := wordsIn[lang]; ok {
		return w
	}
	w := &Words{Lang: lang}
	v := reflect.ValueOf(w).Elem()
	for i := range v.NumField() {
		if area := v.Type().Field(i).Tag.Get("area"); area != "" {
			decodeWords(area, lang, v.Field(i).Addr().Interface())
		}
	}
	wordsIn[lang] = w
	return w
}

var (
	areasMu sync.Mutex
	areasIn = map[string]any{}
)

// loadWords reads, once, an area that is not part of Words.
func loadWords[T any](area string, lang Lang) *T {
	areasMu.Lock()
	defer areasMu.Unlock()
	name := area + "." + string(lang)
	if w, ok := areasIn[name]; ok {
		return w.(*T)
	}
	w := new(T)
	decodeWords(area, lang, w)
	areasIn[name] = w
	return w
}

func decodeWords(area string, lang Lang, into any) {
	name := "ui/" + area + "." + string(lang) + ".json"
	if err := decodeStrict(mustRead(name), into); err != nil {
		panic(fmt.Sprintf("assets: %s: %v", name, err))
	}
}

// decodeStrict refuses unknown fields and anything behind the first value, so that no word is lost by a typing error.
func decodeStrict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("more than one value")
	}
	return nil
}
