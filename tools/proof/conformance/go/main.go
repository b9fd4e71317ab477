// Prints what a consumer in Go says of values: reads lines {"topic": …, "value": …} and prints `valid`, or `invalid`
// and why, for each. The argument is the folder of the schemas.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func main() {
	schemas := schemasIn(os.Args[1])
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var event struct{ Topic, Value string }
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			log.Fatal(err)
		}
		fmt.Fprintln(out, verdict(schemas[event.Topic], event.Value))
	}
}

func verdict(schema *jsonschema.Schema, text string) string {
	value, err := Read(text)
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		return "invalid " + strings.Join(strings.Fields(err.Error()), " ")
	}
	return "valid"
}

// schemasIn compiles every schema below a folder, by its topic. Formats are asserted, as they are in draft-07 by default.
func schemasIn(folder string) map[string]*jsonschema.Schema {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.json"))
	if err != nil {
		log.Fatal(err)
	}
	schemas := map[string]*jsonschema.Schema{}
	for _, file := range files {
		topic := filepath.Base(filepath.Dir(file)) + "." + strings.TrimSuffix(filepath.Base(file), ".json")
		schemas[topic] = jsonschema.NewCompiler().MustCompile(file)
	}
	return schemas
}
