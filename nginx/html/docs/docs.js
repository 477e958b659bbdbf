// Shows the API document; Swagger UI is a global of its bundle.
// SPDX-License-Identifier: MIT

// @ts-expect-error: nothing says what the bundle has
window.SwaggerUIBundle({
  url: "/openapi.json",
  domNode: document.getElementById("docs"),
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: 0,
});
