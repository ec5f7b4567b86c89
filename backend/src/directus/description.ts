/** The two languages in which Directus shows a name; Directus picks by the language of the person. */
export interface Label {
  readonly fr: string;
  readonly en: string;
}

export type Language = keyof Label;

/** How one column is shown and edited. What is not said is Directus' own default. */
export interface FieldDescription {
  readonly field: string;
  readonly label: Label;
  readonly note?: Label;
  readonly interface?: string;
  readonly options?: Record<string, unknown>;
  readonly display?: string;
  readonly displayOptions?: Record<string, unknown>;
  /** Words a person chooses from. */
  readonly choices?: readonly Choice[];
  /** Institutions to choose from, as they are when the metadata is applied; for columns that refer to them without a foreign key. */
  readonly isTenantChoice?: boolean;
  /** `always`: a number or a state that Passerelle keeps. `once saved`: what other rows and programs refer to. */
  readonly locked?: 'always' | 'once saved';
  readonly isHidden?: boolean;
  readonly isRequired?: boolean;
  readonly special?: readonly string[];
  readonly width?: 'half' | 'full';
  /** A Directus filter that the new value must pass, and what a person reads when it does not. */
  readonly validation?: { readonly rule: Record<string, unknown>; readonly message: Label };
}

export interface Choice {
  readonly value: string;
  readonly label: Label;
  /** Colour of the display, as a CSS value. */
  readonly color?: string;
}

/** Rows of another table that belong to one of this: shown in its form. */
export interface RelatedRows {
  /** Name of the field that Directus shows; no column has it. */
  readonly field: string;
  readonly label: Label;
  readonly collection: string;
  /** The column there that points here. */
  readonly by: string;
  readonly columns: readonly string[];
}

/** A table as people see it in Directus. */
export interface CollectionDescription {
  readonly collection: string;
  readonly label: Label;
  readonly singular: Label;
  readonly icon: string;
  readonly folder: string;
  readonly note: Label;
  /** A row in one line, in Directus' template language. */
  readonly template: string;
  readonly fields: readonly FieldDescription[];
  readonly related?: readonly RelatedRows[];
  /** Columns of the list, in order, and how it is sorted first. */
  readonly columns: readonly string[];
  readonly sort: string;
  /** Who made rows here: rows of Passerelle's own books are not edited by people. */
  readonly editing: 'people' | 'passerelle';
  /** Teachers do not see keys and calls of programs. */
  readonly isForTeachers: boolean;
}

export interface FolderDescription {
  readonly folder: string;
  readonly label: Label;
  readonly icon: string;
}
