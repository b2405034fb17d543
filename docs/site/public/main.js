// A block without a language is shown as it is: its language is not guessed.
export default {
  configureHljs: hljs => hljs.configure({ languages: [] })
}
