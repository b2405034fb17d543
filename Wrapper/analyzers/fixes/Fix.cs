using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TorchBridge.CodeFixes;

/// <summary>A fix for one rule, at one place or at all places of a document, a project or a solution.</summary>
/// <typeparam name="T">The type of the node where the fix starts.</typeparam>
public abstract class Fix<T> : CodeFixProvider where T : SyntaxNode
{
    private readonly string _id, _title;

    private protected Fix(string id, string title)
    {
        (_id, _title) = (id, title);
        FixableDiagnosticIds = ImmutableArray.Create(id);
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await FixedAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false) ?? document);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
            if (await FixedAsync(context.Document, ImmutableArray.Create(diagnostic), context.CancellationToken).ConfigureAwait(false)
                is { } changed)
                context.RegisterCodeFix(CodeAction.Create(_title, _ => Task.FromResult(changed), _id), diagnostic);
    }

    /// <summary>Makes the change at one place. False if there is no safe change.</summary>
    private protected abstract bool TryFix(Edit edit, T place, Diagnostic diagnostic, CancellationToken cancel);

    private async Task<Document?> FixedAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancel)
    {
        Edit edit = await Edit.BeginAsync(document, cancel).ConfigureAwait(false);
        bool any = false;
        foreach (Diagnostic diagnostic in diagnostics)
            if (edit.Root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<T>() is { } place)
                any |= TryFix(edit, place, diagnostic, cancel);
        return any ? edit.Changed() : null;
    }
}
