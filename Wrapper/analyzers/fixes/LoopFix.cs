using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using TorchBridge.Analyzers;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace TorchBridge.CodeFixes;

/// <summary>TB0005: the body of the loop begins with a dispose scope.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class LoopFix : Fix<StatementSyntax>
{
    /// <summary>Makes the fix.</summary>
    public LoopFix() : base("TB0005", "Begin the body with a dispose scope") { }

    private protected override bool TryFix(Edit edit, StatementSyntax place, Diagnostic diagnostic, CancellationToken cancel)
    {
        if (diagnostic.Properties.ContainsKey(LoopAnalyzer.Leaves) || !edit.HasLanguage(LanguageVersion.CSharp8)
            || Body(place) is not { } body)
            return false;
        StatementSyntax scope = ParseStatement($"using var {Name(edit.Model, body)} = {Maker(edit.Model, body)}();")
            .WithTrailingTrivia(Edit.EndOfLine(edit.Root)).WithAdditionalAnnotations(Formatter.Annotation);
        edit.Replace(body, current => current is BlockSyntax block
            ? block.WithStatements(block.Statements.Insert(0, scope)).WithAdditionalAnnotations(Formatter.Annotation)
            : Block(scope, current).WithAdditionalAnnotations(Formatter.Annotation));
        return true;
    }

    private static StatementSyntax? Body(StatementSyntax loop) => loop switch
    {
        ForStatementSyntax each => each.Statement,
        CommonForEachStatementSyntax each => each.Statement,
        WhileStatementSyntax each => each.Statement,
        DoStatementSyntax each => each.Statement,
        _ => null,
    };

    /// <summary>A name that is not used in the body.</summary>
    private static string Name(SemanticModel model, StatementSyntax body)
    {
        var taken = new HashSet<string>(model.LookupSymbols(body.SpanStart).Select(symbol => symbol.Name));
        taken.UnionWith(body.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        return Enumerable.Range(1, taken.Count + 1).Select(i => i == 1 ? "scope" : $"scope{i}").First(name => !taken.Contains(name));
    }

    private static string Maker(SemanticModel model, StatementSyntax body) =>
        model.LookupSymbols(body.SpanStart, name: "NewDisposeScope").Any(method => IsTorch(method.ContainingType)) ? "NewDisposeScope"
        : model.LookupNamespacesAndTypes(body.SpanStart, name: "torch").Any(IsTorch) ? "torch.NewDisposeScope"
        : "TorchSharp.torch.NewDisposeScope";

    private static bool IsTorch(ISymbol? type) => type?.ToDisplayString() == "TorchSharp.torch";
}
