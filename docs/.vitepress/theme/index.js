// The default theme with the reader's own fonts: nothing to download, nothing that shifts.
import theme from 'vitepress/theme-without-fonts'

import './style.css'

export default theme
