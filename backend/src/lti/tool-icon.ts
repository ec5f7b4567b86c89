/** The icon that an LMS shows beside our activities: a footbridge. Readable at 16 pixels, on light and dark. */
export const TOOL_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64" role="img" aria-label="Passerelle">
<rect width="64" height="64" rx="14" fill="#0b5cad"/>
<g fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">
<path d="M8 44h48"/><path d="M12 44V34a20 20 0 0 1 40 0v10"/><path d="M32 16v28M22 20v24M42 20v24" stroke-width="3.5"/>
</g>
</svg>
`;
