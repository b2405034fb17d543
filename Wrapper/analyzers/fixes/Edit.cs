using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TorchBridge.CodeFixes;

/// <summary>A document that fixes change, and the namespaces that it must import afterwards.</summary>
internal sealed class Edit
{
    private readonly DocumentEditor _editor;
    private readonly HashSet<string> _imports = [];

    private Edit(DocumentEditor editor) => _editor = editor;

    public static async Task<Edit> BeginAsync(Document document, CancellationToken cancel) =>
        new(await DocumentEditor.CreateAsync(document, cancel).ConfigureAwait(false));

    public SyntaxNode Root => _editor.OriginalRoot;

    public SemanticModel Model => _editor.SemanticModel;

    public bool HasLanguage(LanguageVersion version) => ((CSharpParseOptions)Root.SyntaxTree.Options).LanguageVersion >= version;

    /// <summary>The line ending of the file.</summary>
    public static SyntaxTrivia EndOfLine(SyntaxNode root)
    {
        SyntaxTrivia line = root.DescendantTrivia().FirstOrDefault(each => each.IsKind(SyntaxKind.EndOfLineTrivia));
        return line == default ? SyntaxFactory.LineFeed : line;
    }

    /// <summary>Replaces a node. Nodes inside it may have been replaced before; <paramref name="change"/> gets the current node.</summary>
    public void Replace<T>(T node, Func<T, SyntaxNode> change) where T : SyntaxNode =>
        _editor.ReplaceNode(node, (current, _) => change((T)current).WithTriviaFrom(current));

    /// <summary>Imports a namespace if its <paramref name="type"/> is not in scope at <paramref name="place"/>.</summary>
    public void Import(string name, string type, SyntaxNode place)
    {
        if (!Model.LookupNamespacesAndTypes(place.SpanStart, name: type).Any(found => found.ContainingNamespace?.ToDisplayString() == name))
            _imports.Add(name);
    }

    public Document Changed()
    {
        Document changed = _editor.GetChangedDocument();
        return _imports.Count > 0 && changed.TryGetSyntaxRoot(out SyntaxNode? root) && root is CompilationUnitSyntax unit
            ? changed.WithSyntaxRoot(_imports.OrderBy(name => name, StringComparer.Ordinal).Aggregate(unit, WithImport))
            : changed;
    }

    /// <summary>Inserts the directive in alphabetical order among the directives of plain namespaces.</summary>
    private static CompilationUnitSyntax WithImport(CompilationUnitSyntax unit, string name)
    {
        UsingDirectiveSyntax import = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name)).NormalizeWhitespace()
            .WithTrailingTrivia(EndOfLine(unit));
        int place = unit.Usings.Count(each => IsGlobal(each) || IsPlain(each) && IsBefore(each, name));
        if (place < unit.Usings.Count)
        {
            // A comment at the head of the file stays there.
            UsingDirectiveSyntax next = unit.Usings[place];
            import = import.WithLeadingTrivia(next.GetLeadingTrivia());
            unit = unit.WithUsings(unit.Usings.Replace(next, next.WithoutLeadingTrivia()));
        }
        return unit.WithUsings(unit.Usings.Insert(place, import));
    }

    private static bool IsGlobal(UsingDirectiveSyntax directive) => !directive.GlobalKeyword.IsKind(SyntaxKind.None);

    private static bool IsPlain(UsingDirectiveSyntax directive) =>
        directive.Alias is null && directive.StaticKeyword.IsKind(SyntaxKind.None);

    /// <summary>Whether the directive is before the namespace in the order. Directives of System come first.</summary>
    private static bool IsBefore(UsingDirectiveSyntax directive, string name) => directive.Name?.ToString() is { } other
        && (other == "System" || other.StartsWith("System.", StringComparison.Ordinal) || string.CompareOrdinal(other, name) < 0);
}
