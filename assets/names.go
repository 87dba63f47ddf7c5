package assets

import "certwright/model"

// NameText writes a subject alternative name as people read it: DNS, IP, email and URI with the prefix that can be typed
// again, the kinds that certwright only shows in words. It is safe to show.
func NameText(n model.SAN, lang Lang) string {
	if word, ok := WordsFor(lang).Common.NameKind[n.Kind]; ok {
		return word + " " + model.Clean(n.Value)
	}
	return model.Clean(n.String())
}
