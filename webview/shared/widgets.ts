// The widgets of the pages: the one importer of the toolkit, which upstream no longer maintains.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
  type Button,
  type Checkbox,
  type Dropdown,
  type TextField,
} from '@vscode/webview-ui-toolkit';

export type { Button, Checkbox, Dropdown, TextField };

/** Makes `<vscode-button>`, `-checkbox`, `-dropdown`, `-option` and `-text-field` known to the page. Call it once, before the first render. */
export function registerWidgets(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeCheckbox(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}
