//! A source file as words and signs with their lines: enough of Rust's grammar to know code from comments, strings and tests.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, keyword or number.
    Word(String),
    /// A string literal's content, escapes as written.
    Text(String),
    Sign(char),
}

#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    /// From 1.
    pub line: usize,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        match &self.kind {
            Kind::Word(word) => word == text,
            Kind::Sign(sign) => text.chars().eq([*sign]),
            Kind::Text(_) => false,
        }
    }

    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }
}

pub struct Source {
    /// Below `src`, with forward slashes.
    pub path: String,
    pub text: String,
    /// The code outside tests.
    pub code: Vec<Token>,
    /// A module that is compiled for tests only.
    pub is_test: bool,
    test_names: Vec<String>,
}

impl Source {
    pub fn read(path: &str, text: &str) -> Self {
        let (code, test_names) = without_tests(tokens(text));
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code,
            is_test: false,
            test_names,
        }
    }

    /// The first folder, or the file at the top.
    pub fn floor(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    /// The file's modules below the crate's root: 2 for `text/span.rs`.
    pub fn depth(&self) -> usize {
        self.path.split('/').count() - usize::from(self.path.ends_with("/mod.rs"))
    }

    /// Paths, without extension, of the modules that this one declares for tests.
    pub fn test_modules(&self) -> impl Iterator<Item = String> {
        let stem = self.path.trim_end_matches(".rs");
        let folder = stem.strip_suffix("/mod").unwrap_or(stem);
        self.test_names.iter().map(move |name| match folder {
            "lib" | "main" => name.clone(),
            folder => format!("{folder}/{name}"),
        })
    }

    /// Whether this is the file of a module, or lies below it.
    pub fn is_within(&self, module: &str) -> bool {
        let rest = self.path.strip_prefix(module);
        rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    }

    /// Where these words and signs follow one another.
    pub fn find<'a>(&'a self, wanted: &'a [&'a str]) -> impl Iterator<Item = &'a Token> {
        let windows = self.code.windows(wanted.len());
        windows
            .filter(move |window| window.iter().zip(wanted).all(|(token, text)| token.is(text)))
            .map(|window| &window[0])
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn skip_comment(&mut self, block: bool) {
        let mut depth = 0;
        while let Some(c) = self.peek(0) {
            match (block, c, self.peek(1)) {
                (false, '\n', _) => return,
                (true, '/', Some('*')) => {
                    depth += 1;
                    self.next();
                }
                (true, '*', Some('/')) => {
                    depth -= 1;
                    self.next();
                    if depth == 0 {
                        self.next();
                        return;
                    }
                }
                _ => {}
            }
            self.next();
        }
    }

    /// The content up to the closing quote and as many `#`; a raw string has no escapes.
    fn string(&mut self, hashes: usize, raw: bool) -> String {
        let mut content = String::new();
        while let Some(c) = self.next() {
            if c == '\\' && !raw {
                content.push(c);
                content.extend(self.next());
            } else if c == '"' && (0..hashes).all(|n| self.peek(n) == Some('#')) {
                self.at += hashes;
                break;
            } else {
                content.push(c);
            }
        }
        content
    }

    /// A character literal, or the sign of a lifetime.
    fn quote(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some('\\'), _) => {
                self.at += 2;
                while self.next().is_some_and(|c| c != '\'') {}
            }
            (Some(_), Some('\'')) => {
                self.next();
                self.next();
            }
            _ => {}
        }
    }

    fn word(&mut self) -> Kind {
        let mut word = String::new();
        while let Some(c) = self.peek(0).filter(|c| c.is_alphanumeric() || *c == '_') {
            word.push(c);
            self.at += 1;
        }
        let hashes = (0..).take_while(|n| self.peek(*n) == Some('#')).count();
        if self.peek(hashes) == Some('"') {
            let raw = matches!(word.as_str(), "r" | "br" | "cr");
            if raw || (hashes == 0 && matches!(word.as_str(), "b" | "c")) {
                self.at += hashes + 1;
                return Kind::Text(self.string(hashes, raw));
            }
        }
        Kind::Word(word)
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(c) = reader.peek(0) {
        let line = reader.line;
        let kind = match (c, reader.peek(1)) {
            ('/', Some('/')) => {
                reader.skip_comment(false);
                continue;
            }
            ('/', Some('*')) => {
                reader.skip_comment(true);
                continue;
            }
            ('"', _) => {
                reader.next();
                Kind::Text(reader.string(0, false))
            }
            ('\'', _) => {
                reader.next();
                reader.quote();
                continue;
            }
            (c, _) if c.is_alphanumeric() || c == '_' => reader.word(),
            (c, _) => {
                reader.next();
                if c.is_whitespace() {
                    continue;
                }
                Kind::Sign(c)
            }
        };
        tokens.push(Token { kind, line });
    }
    tokens
}

/// The place behind what opens at `at`.
pub fn behind_group(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0usize;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token.kind {
            Kind::Sign('(' | '[' | '{') => depth += 1,
            Kind::Sign(')' | ']' | '}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return place + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// Drops the items under `#[cfg(test)]`; names the modules among them that have files.
fn without_tests(tokens: Vec<Token>) -> (Vec<Token>, Vec<String>) {
    let mut code = Vec::new();
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let opens = tokens[at].is("#") && tokens.get(at + 1).is_some_and(|t| t.is("["));
        let end = if opens { behind_group(&tokens, at + 1) } else { at };
        let attribute = &tokens[at..end];
        let says = |word: &str| attribute.iter().any(|t| t.is(word));
        if !(says("cfg") && says("test") && !says("not")) {
            code.push(tokens[at].clone());
            at += 1;
            continue;
        }
        at = end;
        while tokens.get(at).is_some_and(|t| t.is("#")) {
            at = behind_group(&tokens, at + 1);
        }
        let item = at;
        at = behind_item(&tokens, at);
        let inner = &tokens[item..at];
        if let Some(place) = inner.iter().position(|t| t.is("mod"))
            && inner.get(place + 2).is_some_and(|t| t.is(";"))
        {
            modules.extend(inner[place + 1].word().map(str::to_owned));
        }
    }
    (code, modules)
}

/// The place behind an item: its `;`, or its block where it is no `use`, `const` or the like.
fn behind_item(tokens: &[Token], from: usize) -> usize {
    let mut at = from;
    let mut ends_with_block = true;
    while let Some(token) = tokens.get(at) {
        match &token.kind {
            Kind::Word(word) if matches!(word.as_str(), "use" | "static" | "type" | "let") => {
                ends_with_block = false;
            }
            Kind::Sign(';') => return at + 1,
            Kind::Sign('{') if ends_with_block => return behind_group(tokens, at),
            Kind::Sign('(' | '[' | '{') => {
                at = behind_group(tokens, at);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    at
}
