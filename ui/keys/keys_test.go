package keys_test

import (
	"reflect"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	"github.com/stretchr/testify/assert"

	"certwright/assets"
	"certwright/ui/keys"
)

// One letter has one meaning in the whole program, and every key says what it does in both languages.
func TestOneLetterOneMeaning(t *testing.T) {
	for _, lang := range assets.Langs() {
		v := reflect.ValueOf(*keys.New(assets.WordsFor(lang)))
		owner := map[string]string{}
		for i := range v.NumField() {
			name, b := v.Type().Field(i).Name, v.Field(i).Interface().(key.Binding)
			assert.NotEmpty(t, b.Help().Key, name)
			assert.NotEmpty(t, b.Help().Desc, "%s has no words in %s", name, lang)
			for _, k := range b.Keys() {
				if len(k) == 1 && k != " " {
					assert.Empty(t, owner[k], "%s is %s and %s", k, owner[k], name)
					owner[k] = name
				}
			}
		}
		assert.Equal(t, "Probe", owner["p"])
	}
}

func TestAsChangesTheWordsOnly(t *testing.T) {
	k := keys.New(assets.WordsFor(assets.English))
	b := keys.As(k.Enter, "write")
	assert.Equal(t, k.Enter.Keys(), b.Keys())
	assert.Equal(t, "write", b.Help().Desc)
	assert.NotEqual(t, "write", k.Enter.Help().Desc)
}
