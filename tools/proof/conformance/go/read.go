package main

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

const maxLevels, maxDigits = 500, 1000

// Read reads the text of an event's value as every stack does: see schemas/conformance/README.md.
func Read(text string) (any, error) {
	if hasHalfPair(text) {
		return nil, errors.New("it has half of a surrogate pair, of which encoding/json makes U+FFFD")
	}
	if err := checkSize(text); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("something follows the value")
	}
	return asDoubles(value), nil
}

// A pair whole, or an escape alone, or what is behind a backslash that is none of an escape of Unicode.
var escapes = regexp.MustCompile(`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^u]`)
var surrogate = regexp.MustCompile(`^\\u[dD][89a-fA-F]..$`)

func hasHalfPair(text string) bool {
	if !strings.Contains(text, `\u`) {
		return false
	}
	for _, escape := range escapes.FindAllString(text, -1) {
		if surrogate.MatchString(escape) {
			return true
		}
	}
	return false
}

// checkSize bounds levels and digits. What is in texts is passed over.
func checkSize(text string) error {
	levels, digits, inText := 0, 0, false
	for at := 0; at < len(text); at++ {
		switch each := text[at]; {
		case each == '"':
			inText = !inText
		case inText && each == '\\':
			at++
		case inText:
		case each == '[' || each == '{':
			if levels++; levels > maxLevels {
				return errors.New("it has too many levels")
			}
		case each == ']' || each == '}':
			levels--
		case each >= '0' && each <= '9':
			if digits++; digits > maxDigits {
				return errors.New("a number has too many digits")
			}
		case each == ',' || each == ':':
			digits = 0
		}
	}
	return nil
}

// asDoubles makes of every number the double that is nearest to it, which the validator then reads to the last digit.
// Whole numbers stay as they are: their doubles are on the same side of each bound.
func asDoubles(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, part := range value {
			value[name] = asDoubles(part)
		}
	case []any:
		for n, part := range value {
			value[n] = asDoubles(part)
		}
	case json.Number:
		double, _ := strconv.ParseFloat(value.String(), 64)
		if math.IsInf(double, 0) {
			return beyondDoubles{}
		}
		return double
	}
	return value
}

// beyondDoubles is of no type that a schema knows, as Infinity is in JavaScript.
type beyondDoubles struct{}
